import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { addMethod, finishMethod, listMethods, previewSubscription, subscribe } from '@/lib/domain/billing'
import { decideSandboxCharge } from '@/lib/domain/billing/platform/sandbox'
import { newId } from '@/lib/kernel/id'
import { createPayingClient, type PayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'

const start = new Date('2026-03-01T00:00:00Z')
const planCode = `try-card-${newId('pln').slice(-6).toLowerCase()}`

beforeAll(async () => {
  await seedCatalog(platformDb, start)
  const [planId, planVersionId] = [newId('pln'), newId('plv')]
  await platformDb.plan.create({ data: { id: planId, code: planCode, rank: 2, createdAt: start } })
  await platformDb.planVersion.create({ data: {
    id: planVersionId, planId, version: 1, name: { en: 'Try', ar: 'Try' }, description: { en: '', ar: '' }, trialDays: 14, includedTokens: 1_000n, requestsPerMinute: 10,
    tokensPerMinute: 1_000, maxOutputTokens: 100, maxKeys: 1, overage: 'stop', publishedAt: start,
  } })
  await platformDb.planPrice.create({ data: { id: newId('prc'), planVersionId, currency: 'USD', interval: 'month', amountMinor: 2_900n } })
})
afterAll(closePool)

async function trying(): Promise<PayingClient> {
  const client = await createPayingClient(start)
  const { frozenAt, hash } = await previewSubscription(client.ctx, { planCode, interval: 'month' })
  await subscribe(client.ctx, { planCode, interval: 'month', frozenAt, hash })
  return client
}

/** A card that was entered at the provider and waits to be kept. */
async function entered({ ctx }: PayingClient): Promise<string> {
  const { id, redirectUrl } = await addMethod(ctx, {})
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed', card: 'pays' })
  return id
}

const result = (client: PayingClient, id: string) => finishMethod(client.ctx, { id }).then(({ status }) => status, (error: { fields?: { card?: { code: string } } }) => error.fields?.card?.code)

describe('a card saved during a trial', () => {
  it('has one trial: of ten clients who save it at once one keeps it, the others are told and nothing of it stays', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, trying))
    const setups = await Promise.all(clients.map(entered))
    const results = await Promise.all(clients.map((client, at) => result(client, setups[at] ?? '')))
    expect([results.filter((one) => one === 'saved').length, results.filter((one) => one === 'trialCardUsed').length]).toEqual([1, 9])
    const kept = await platformDb.savedMethod.findMany({ where: { clientId: { in: clients.map(({ clientId }) => clientId) } }, select: { clientId: true, fingerprint: true } })
    expect(kept).toHaveLength(1)
    expect(await platformDb.trialUse.findMany({ where: { cardFingerprint: kept[0]?.fingerprint ?? '' }, select: { clientId: true } })).toEqual([{ clientId: kept[0]?.clientId }])
    const [winner] = clients.filter(({ clientId }) => clientId === kept[0]?.clientId)
    if (!winner) throw new Error('nobody kept it')
    expect(await result(winner, setups[clients.indexOf(winner)] ?? '')).toBe('saved')
  })

  it('is kept by anybody who is not trying anything, and is no start of another trial', async () => {
    const first = await trying()
    await result(first, await entered(first))
    const second = await createPayingClient(start)
    expect(await result(second, await entered(second))).toBe('saved')
    expect((await listMethods(second.ctx, {})).data).toHaveLength(1)
    expect((await previewSubscription(second.ctx, { planCode, interval: 'month' })).trialEndsAt).toBeNull()
  })
})
