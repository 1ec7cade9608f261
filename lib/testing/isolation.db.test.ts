import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { clientRoles, keyScopes, staffRoles } from '@/lib/auth/actor'
import { permissions, ruleOf } from '@/lib/auth/permissions'
import { verbs, type Verb, type VerbMeta } from '@/lib/domain/command'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import type { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import { seedCatalog } from '@/prisma/seed/catalog'
import { asKey, asRole, createTestClient, staffCtx, type TestClient } from './contexts'
import { foreignLists, foreignObjects } from './foreign-objects'

type AnyVerb = Verb<ClientCtx | PlatformCtx, z.ZodType, unknown>

const domainFolder = path.resolve(import.meta.dirname, '../domain')
const loaded = new Map<string, AnyVerb>()
let victim: TestClient
let outsider: TestClient

const isVerb = (value: unknown): value is AnyVerb => typeof value === 'function' && 'meta' in value

beforeAll(async () => {
  const files = fs.readdirSync(domainFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  for (const file of files) {
    const module = (await import(path.join(domainFolder, file))) as Record<string, unknown>
    for (const value of Object.values(module)) if (isVerb(value)) loaded.set(value.meta.name, value)
  }
  await seedCatalog(platformDb, new Date())
  ;[victim, outsider] = [await createTestClient(), await createTestClient()]
})

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(() => 'went through', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : `threw ${String(error)}`))

const ofScope = (scope: VerbMeta['scope']): AnyVerb[] => [...loaded.values()].filter((verb) => verb.meta.scope === scope)

/** Runs one case for every verb and names those that answered something else. */
async function expectEach(cases: { name: string; call: () => Promise<unknown>; code: string }[]): Promise<void> {
  const wrong: string[] = []
  for (const one of cases) {
    const code = await codeOf(one.call())
    if (code !== one.code) wrong.push(`${one.name}: ${code} instead of ${one.code}`)
  }
  expect(cases.length).toBeGreaterThan(0)
  expect(wrong).toEqual([])
}

describe('every verb refuses', () => {
  it('is loaded and stands in the permission table', () => {
    expect(loaded.size).toBeGreaterThan(20)
    expect(verbs().filter((meta) => !(meta.name in permissions)).map((meta) => meta.name)).toEqual([])
  })

  it('a role that its rule does not name', async () => {
    await expectEach(ofScope('client').flatMap((verb) => {
      const rule = ruleOf(verb.meta.name)
      const others = rule.anyone ? [] : clientRoles.filter((role) => !rule.roles?.includes(role))
      return others.map((role) => ({ name: `${verb.meta.name} as ${role}`, call: () => verb(asRole(victim.ctx, role), {}), code: 'forbidden' }))
    }))
  })

  it('a key without its scope, and any key where no scope is named', async () => {
    await expectEach(ofScope('client').filter((verb) => !ruleOf(verb.meta.name).anyone).map((verb) => {
      const scopes = keyScopes.filter((scope) => scope !== ruleOf(verb.meta.name).scope)
      return { name: verb.meta.name, call: () => verb(asKey(victim.ctx, scopes), {}), code: 'forbidden' }
    }))
  })

  it('a visitor, unless anybody may', async () => {
    await expectEach([...loaded.values()].filter((verb) => !ruleOf(verb.meta.name).anyone).map((verb) => ({
      name: verb.meta.name, call: () => verb({ ...victim.ctx, actor: { kind: 'visitor' } }, {}), code: 'unauthenticated',
    })))
  })

  it('staff of another part of the house', async () => {
    await expectEach(ofScope('platform').flatMap((verb) => {
      const rule = ruleOf(verb.meta.name)
      const others = rule.anyone ? [] : staffRoles.filter((role) => !(rule.staff ?? []).includes(role))
      return others.map((role) => ({ name: `${verb.meta.name} as ${role}`, call: () => verb(staffCtx(role), {}), code: 'forbidden' }))
    }))
  })

  it('a client\'s owner where only staff may', async () => {
    await expectEach(ofScope('platform').filter((verb) => !ruleOf(verb.meta.name).anyone && !ruleOf(verb.meta.name).roles).map((verb) => ({
      name: verb.meta.name, call: () => verb(victim.ctx, {}), code: 'forbidden',
    })))
  })

  it('a suspended client that wants to change something', async () => {
    const commands = ofScope('client').filter((verb) => verb.meta.kind === 'command' && !ruleOf(verb.meta.name).whenSuspended && (ruleOf(verb.meta.name).roles ?? []).length > 0)
    await expectEach(commands.map((verb) => ({
      name: verb.meta.name,
      call: () => verb({ ...asRole(victim.ctx, ruleOf(verb.meta.name).roles?.[0] ?? 'owner'), isSuspended: true }, {}),
      code: 'client_suspended',
    })))
  })
})

describe('another client\'s object', () => {
  const idFields = (verb: AnyVerb): string[] => Object.keys('shape' in verb.meta.schema ? (verb.meta.schema.shape as object) : {}).filter((key) => /^id$|Id$/.test(key) && key !== 'taxId')

  it('is known to this test for every verb that takes an id', () => {
    // A verb that no person and no key may call is reached by jobs only; the cases above show that it refuses everybody.
    const reachable = ofScope('client').filter((verb) => (ruleOf(verb.meta.name).roles ?? []).length > 0)
    const untested = reachable.filter((verb) => idFields(verb).length > 0 && !(verb.meta.name in { ...foreignObjects, ...foreignLists }))
    expect(untested.map((verb) => verb.meta.name)).toEqual(['licensing.runComplianceCheck'])
  })

  it('answers exactly what a missing one answers, and is left as it was', async () => {
    const wrong: string[] = []
    for (const [name, make] of Object.entries(foreignObjects)) {
      const verb = loaded.get(name)
      if (!verb) continue
      const { input, missing, read } = await make(victim)
      const before = await read()
      const foreign = await codeOf(verb(outsider.ctx, input))
      const absent = await codeOf(verb(outsider.ctx, missing))
      if (foreign !== 'not_found' || absent !== 'not_found') wrong.push(`${name}: foreign ${foreign}, missing ${absent}`)
      if (JSON.stringify(before, bigintText) !== JSON.stringify(await read(), bigintText)) wrong.push(`${name}: the row changed`)
    }
    expect(wrong).toEqual([])
  })
})

describe('a list narrowed to another client\'s object', () => {
  it('is empty', async () => {
    for (const [name, make] of Object.entries(foreignLists)) {
      const page = (await loaded.get(name)?.(outsider.ctx, await make(victim))) as { data: unknown[] }
      expect([name, page.data]).toEqual([name, []])
    }
  })
})

const bigintText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
