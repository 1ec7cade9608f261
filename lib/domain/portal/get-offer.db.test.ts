import { describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { asKey, createTestClient } from '@/lib/testing/contexts'
import { getOffer } from './get-offer'

const clock = new FixedClock(new Date('2026-11-21T12:00:00Z'))
const now = clock.now()
const text = { en: 'x', ar: 'x' }

async function model(): Promise<string> {
  const id = newId('mdl')
  await platformDb.model.create({ data: { id, slug: id.toLowerCase(), name: 'M', description: text, kind: 'chat', contextTokens: 8, maxOutputTokens: 4, createdAt: now } })
  return id
}

/** A plan of which an old version (with `old`) and a new one (with `fresh`) exist. */
async function versions(old: string, fresh: string): Promise<string> {
  const planId = newId('pln')
  await platformDb.plan.create({ data: { id: planId, code: planId.toLowerCase(), rank: 1, createdAt: now } })
  const ids = [newId('plv'), newId('plv')]
  for (const [index, modelId] of [old, fresh].entries()) {
    await platformDb.planVersion.create({ data: {
      id: ids[index] ?? '', planId, version: index + 1, name: text, description: text, includedTokens: 1n, requestsPerMinute: 60, tokensPerMinute: 1_000,
      keyRequestsPerMinute: 20, maxOutputTokens: 4, maxKeys: 2, overage: 'stop', publishedAt: now, models: { create: { modelId } },
    } })
  }
  return ids[0] ?? ''
}

describe('getOffer', () => {
  it('offers nothing without a plan, but still tells what there is', async () => {
    const id = await model()
    const offer = await getOffer((await createTestClient({ clock })).ctx, {})
    expect(offer.plan).toBeNull()
    expect(offer.models.find((one) => one.id === id)).toMatchObject({ isInPlan: false, price: null })
  })

  it('speaks of the version that was bought, not of the one on sale now', async () => {
    const [old, fresh] = [await model(), await model()]
    const { ctx, clientId } = await createTestClient({ clock })
    await platformDb.subscription.create({ data: {
      id: newId('sub'), clientId, planVersionId: await versions(old, fresh), interval: 'month', currency: 'USD', amountMinor: 0n, status: 'active',
      anchorDay: 1, timeZone: 'UTC', currentPeriodStart: now, currentPeriodEnd: new Date('2026-12-21T12:00:00Z'), activatedAt: now, createdAt: now, updatedAt: now,
    } })
    const offer = await getOffer(ctx, {})
    const inPlan = offer.models.filter((one) => one.isInPlan).map((one) => one.id)
    expect(inPlan).toEqual([old])
    expect(offer.plan).toMatchObject({ requestsPerMinute: 20, tokensPerMinute: 1_000, maxKeys: 2 })
  })

  it('is for people, not for keys', async () => {
    const { ctx } = await createTestClient({ clock })
    await expect(getOffer(asKey(ctx, ['manage', 'inference', 'usage:read']), {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})
