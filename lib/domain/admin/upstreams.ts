import type { z } from 'zod'
import { seal } from '@/lib/auth/secret-box'
import type { Prisma } from '@/lib/db/generated/client'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { isAllowedUrl } from '@/lib/providers/inference/address-guard'
import { upstreamSecretContext } from '@/lib/providers/inference/target'
import type { PlatformRun } from '../context'
import { platformCommand, platformQuery } from '../platform/command'
import { ById, NoInput, SaveUpstreamInput } from './schema'
import { healthFields, upstreamHealth } from './upstream-health'
import type { UpstreamView } from './view'

const fields = {
  id: true, name: true, baseUrl: true, secretCiphertext: true, secretKeyId: true, isHouse: true, timeoutMs: true, lastCheckedAt: true,
  lastCheckError: true, ...healthFields,
  models: { orderBy: { model: { slug: 'asc' } }, select: { upstreamModel: true, model: { select: { id: true, slug: true } } } },
} as const satisfies Prisma.UpstreamSelect
export type UpstreamRow = Prisma.UpstreamGetPayload<{ select: typeof fields }>

/** The secret never leaves: only whether there is one. */
export function upstreamView(row: UpstreamRow, now: Date): UpstreamView {
  const { secretCiphertext, secretKeyId: _secretKeyId, enabled, baseUrl, models, breaker, ...rest } = row
  return {
    ...rest, health: upstreamHealth(row, now), failures: breaker?.failures ?? 0, openUntil: breaker?.openUntil ?? null, baseUrl: row.isHouse ? null : baseUrl, hasSecret: secretCiphertext !== null, isEnabled: enabled,
    models: models.map(({ upstreamModel, model }) => ({ ...model, upstreamModel })),
  }
}

/** One server's row. @throws DomainError not_found */
export async function readUpstream(db: PlatformRun['db'], id: string): Promise<UpstreamRow> {
  const row = await db.upstream.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('upstream')
  return row
}

/** Forgets what was held against a server, for everybody. */
export async function forgiveUpstream(db: PlatformRun['db'], id: string): Promise<void> {
  await db.upstreamBreaker.deleteMany({ where: { upstreamId: id } })
  await db.upstreamClientBreaker.deleteMany({ where: { upstreamId: id } })
}

/** The servers behind the models. */
export const listUpstreams = platformQuery('admin.listUpstreams', NoInput, async ({ db, clock }): Promise<{ data: UpstreamView[]; nextCursor: null }> => {
  const rows = await db.upstream.findMany({ orderBy: { name: 'asc' }, select: fields })
  return { data: rows.map((row) => upstreamView(row, clock.now())), nextCursor: null }
})

/** One server. @throws DomainError not_found */
export const getUpstream = platformQuery('admin.getUpstream', ById, async ({ db, clock }, { id }) => upstreamView(await readUpstream(db, id), clock.now()))

/** A whole base URL, not just a server: nearly all end in `/v1`, Google's in `/v1beta/openai`. */
const namesVersion = /\/v\d+[a-z]*\d*(?:\/|$)/

/**
 * The address as it is kept: no slash at the end, the path names the API's version.
 * @throws DomainError invalid_input when it is no web address, carries credentials, or leads to a private network
 */
function checkedUrl(text: string): string {
  if (!isAllowedUrl(text)) throw invalidField('baseUrl', 'addressNotAllowed')
  const url = new URL(text)
  const path = url.pathname.replace(/\/+$/, '')
  if (!namesVersion.test(path) || url.search !== '' || url.hash !== '') throw invalidField('baseUrl', 'mustNameVersion')
  return `${url.origin}${path}`
}

type Secret = { secretCiphertext: Uint8Array<ArrayBuffer> | null; secretKeyId: string | null }
const noSecret: Secret = { secretCiphertext: null, secretKeyId: null }

function sealed(id: string, baseUrl: string, secret: string): Secret {
  const { ciphertext, keyId } = seal(secret, upstreamSecretContext(id, baseUrl))
  return { secretCiphertext: ciphertext, secretKeyId: keyId }
}

type Input = z.output<typeof SaveUpstreamInput>

async function insert(ctx: PlatformRun, input: Input): Promise<string> {
  if (!input.baseUrl) throw invalidField('baseUrl', 'required')
  const [now, baseUrl] = [ctx.clock.now(), checkedUrl(input.baseUrl)]
  const id = newId('ups', now)
  await ctx.db.upstream.create({ select: { id: true }, data: {
    id, name: input.name, baseUrl, enabled: input.isEnabled, timeoutMs: input.timeoutMs, createdAt: now, updatedAt: now,
    ...(input.secret ? sealed(id, baseUrl, input.secret) : noSecret),
  } })
  await ctx.record(id, { name: input.name, baseUrl, hasSecret: Boolean(input.secret) })
  return id
}

/** A secret belongs to one host: another address without a new secret leaves none. */
function nextSecret(row: UpstreamRow, baseUrl: string, input: Input): Partial<Secret> {
  if (input.secret) return sealed(row.id, baseUrl, input.secret)
  return input.clearSecret || new URL(baseUrl).host !== new URL(row.baseUrl).host ? noSecret : {}
}

async function update(ctx: PlatformRun, id: string, input: Input): Promise<string> {
  await ctx.db.$queryRaw`SELECT 1 FROM "Upstream" WHERE "id" = ${id} FOR UPDATE`
  const row = await readUpstream(ctx.db, id)
  if (row.isHouse && (input.baseUrl || input.secret)) throw invalidField('baseUrl', 'notAllowed')
  const baseUrl = input.baseUrl && !row.isHouse ? checkedUrl(input.baseUrl) : row.baseUrl
  const secret = row.isHouse ? {} : nextSecret(row, baseUrl, input)
  await ctx.db.upstream.update({ where: { id }, select: { id: true }, data: {
    name: input.name, baseUrl, enabled: input.isEnabled, timeoutMs: input.timeoutMs, updatedAt: ctx.clock.now(), ...secret,
    ...(baseUrl === row.baseUrl && !('secretKeyId' in secret) ? {} : { lastCheckedAt: null, lastCheckOk: null, lastCheckError: null }),
  } })
  // Another address or secret is another server: what the old one did is not held against it.
  if (baseUrl !== row.baseUrl || 'secretKeyId' in secret) await forgiveUpstream(ctx.db, id)
  await ctx.record(id, { name: input.name, baseUrl, isEnabled: input.isEnabled, secret: 'secretKeyId' in secret ? (secret.secretKeyId ? 'set' : 'cleared') : 'kept' })
  return id
}

/**
 * Adds a server that speaks the OpenAI API, or changes one. Its secret is sealed for this row and host and never shown again.
 * @throws DomainError not_found, invalid_input (the address), conflict (the name is taken)
 */
export const saveUpstream = platformCommand('admin.saveUpstream', SaveUpstreamInput, async (ctx, input): Promise<UpstreamView> => {
  const taken = await ctx.db.upstream.count({ where: { name: input.name, ...(input.id ? { id: { not: input.id } } : {}) } })
  if (taken > 0) throw invalidField('name', 'taken')
  const id = input.id ? await update(ctx, input.id, input) : await insert(ctx, input)
  return upstreamView(await readUpstream(ctx.db, id), ctx.clock.now())
})
