import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passwordMatches } from '@/lib/auth/password'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { verifyApiKey } from '@/lib/domain/keys/platform/verify-api-key'
import { demoEmail } from './demo-client'
import { seedWorld } from './world'

const folder = mkdtempSync(join(tmpdir(), 'seed-'))
const firstRunPath = join(folder, '.data', 'first-run.txt')
const run = () => seedWorld(platformDb, { now: new Date(), firstRunPath, staff: {} })
const lines = () => Object.fromEntries(readFileSync(firstRunPath, 'utf8').trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))

/** Everything the seed makes that other suites, which share the database, leave alone. */
async function made() {
  const demo = { memberships: { some: { user: { emailNormalized: demoEmail } } } }
  const { id: clientId } = await platformDb.client.findFirstOrThrow({ where: demo })
  return {
    staff: await platformDb.user.count({ where: { email: 'admin@matrix.localhost' } }), demos: await platformDb.client.count({ where: demo }),
    plans: await platformDb.plan.count({ where: { code: { in: ['free', 'pro', 'enterprise', 'custom'] } } }), models: await platformDb.model.count({ where: { isDemo: true } }),
    invoices: await platformDb.invoice.count({ where: { clientId } }), payments: await platformDb.payment.count({ where: { clientId } }), keys: await platformDb.apiKey.count({ where: { clientId } }),
    events: await platformDb.usageEvent.count({ where: { clientId } }), audit: await platformDb.auditEvent.count({ where: { clientId } }),
    passwords: await platformDb.user.findMany({ where: { email: { endsWith: '@matrix.localhost' } }, orderBy: { id: 'asc' }, select: { passwordHash: true } }),
  }
}

beforeAll(run, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the first world', () => {
  it('leaves sign-in details that work, readable by their owner only', async () => {
    const told = lines()
    expect(Object.keys(told)).toEqual(['staff_email', 'staff_password', 'demo_email', 'demo_password', 'demo_api_key'])
    expect(statSync(firstRunPath).mode & 0o777).toBe(0o600)
    const staff = await platformDb.user.findUniqueOrThrow({ where: { emailNormalized: told.staff_email ?? '' } })
    const demo = await platformDb.user.findUniqueOrThrow({ where: { emailNormalized: told.demo_email ?? '' } })
    expect(await passwordMatches(told.staff_password ?? '', staff.passwordHash)).toBe(true)
    expect(await passwordMatches(told.demo_password ?? '', demo.passwordHash)).toBe(true)
    expect(staff.staffRole).toBe('owner')
    expect((await verifyApiKey(told.demo_api_key ?? ''))?.scopes).toContain('inference')
  })

  it('has a demo client on Pro that paid its invoice with tax, and usage inside the allowance', async () => {
    const subscription = await platformDb.subscription.findFirstOrThrow({ where: { status: 'active', client: { memberships: { some: { user: { emailNormalized: demoEmail } } } } }, include: { planVersion: { include: { plan: true } }, usagePeriods: true, invoices: true } })
    expect(subscription.planVersion.plan.code).toBe('pro')
    expect(subscription.invoices).toMatchObject([{ paymentStatus: 'paid', subtotalMinor: 2900n, taxMinor: 145n }])
    const { rows } = await pool().query<{ tokens: string; billed: string; rolled: string; events: string }>(`
      SELECT sum("allowanceTokens") AS tokens, sum("walletPicos" + "overagePicos") AS billed, count(*) AS events,
        (SELECT sum("requests") FROM "UsageMetrics" WHERE "clientId" = $1) AS rolled FROM "UsageEvent" WHERE "clientId" = $1`, [subscription.clientId])
    expect(subscription.usagePeriods[0]?.usedTokens).toBe(BigInt(rows[0]?.tokens ?? -1))
    expect(rows[0]).toMatchObject({ billed: '0', rolled: rows[0]?.events })
    expect(Number(rows[0]?.events)).toBeGreaterThan(100)
  })

  it('has a demo client whose wallet, saved methods and statement are not empty, and whose books agree', async () => {
    const { id: clientId } = await platformDb.client.findFirstOrThrow({ where: { memberships: { some: { user: { emailNormalized: demoEmail } } } } })
    expect(await platformDb.wallet.findUniqueOrThrow({ where: { clientId } })).toMatchObject({ balancePicos: 25n * 10n ** 12n, heldPicos: 0n })
    expect(await platformDb.walletGrant.findMany({ where: { clientId } })).toMatchObject([{ kind: 'top_up', remainingPicos: 25n * 10n ** 12n }])
    expect(await platformDb.savedMethod.findMany({ where: { clientId } })).toMatchObject([{ provider: 'sandbox', isDefault: true, removedAt: null }])
    expect(await platformDb.invoice.findMany({ where: { clientId, reason: 'top_up' } })).toMatchObject([{ paymentStatus: 'paid', subtotalMinor: 2_500n }])
    expect(await platformDb.invoice.count({ where: { clientId, paymentStatus: { not: 'paid' } } })).toBe(0)
  })

  it('changes nothing and overwrites no password when it runs again', async () => {
    const [before, file] = [await made(), readFileSync(firstRunPath, 'utf8')]
    await run()
    expect(await made()).toEqual(before)
    expect(readFileSync(firstRunPath, 'utf8')).toBe(file)
  })

  it('writes the addresses without secrets when the file was lost', async () => {
    rmSync(firstRunPath)
    await run()
    expect(Object.keys(lines())).toEqual(['staff_email', 'demo_email'])
  })
})
