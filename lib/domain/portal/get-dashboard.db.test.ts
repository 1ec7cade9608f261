import { describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { asKey, createTestClient } from '@/lib/testing/contexts'
import { createRenter, instanceOf } from '@/lib/testing/instances'
import { getDashboard } from './get-dashboard'

const clock = new FixedClock(new Date('2026-11-21T22:30:00Z'))
const dollar = 1_000_000_000_000n

async function model(): Promise<{ id: string; slug: string }> {
  const id = newId('mdl')
  return platformDb.model.create({
    select: { id: true, slug: true },
    data: { id, slug: id.toLowerCase(), name: 'M', description: { en: 'm', ar: 'm' }, kind: 'chat', contextTokens: 1, maxOutputTokens: 1, createdAt: clock.now() },
  })
}

const metrics = (clientId: string, modelId: string, hour: string, requests: bigint, costPicos: bigint) =>
  platformDb.usageMetrics.create({ data: { clientId, modelId, hour: new Date(hour), currency: 'USD', requests, errors: 1n, costPicos, billedPicos: costPicos / 2n } })

describe('getDashboard', () => {
  it('has something true to say about an account with nothing in it', async () => {
    const { ctx } = await createTestClient({ clock })
    const view = await getDashboard(ctx, {})
    expect(view).toMatchObject({ plan: null, period: null, nextCharge: null, attention: [], recentRequests: [], firstSteps: { hasKey: false, hasRequest: false } })
    expect(view.lastSevenDays).toEqual({ requests: 0, errors: 0, perDay: [0, 0, 0, 0, 0, 0, 0] })
    expect(view.costByDay.days).toHaveLength(30)
  })

  it('puts an hour on the day it was in the client’s own time zone, and adds up exactly', async () => {
    const { ctx, clientId } = await createTestClient({ clock, timeZone: 'Asia/Riyadh' })
    const [a, b] = [await model(), await model()]
    await metrics(clientId, a.id, '2026-11-21T20:00:00Z', 2n, dollar) // still the 21st in Riyadh
    await metrics(clientId, b.id, '2026-11-21T21:00:00Z', 3n, 3n * dollar + 1n) // already the 22nd
    const view = await getDashboard(ctx, {})
    expect(view.lastSevenDays).toEqual({ requests: 5, errors: 2, perDay: [0, 0, 0, 0, 0, 2, 3] })
    expect(view.costByDay.models.map(({ model: slug, costs }) => [slug, costs.slice(-2)])).toEqual([
      [b.slug, ['0.000000000000', '3.000000000001']],
      [a.slug, ['1.000000000000', '0.000000000000']],
    ])
  })

  it('names private instances that do not run as wanted, with the day on which they go, and no other client’s', async () => {
    const [mine, other] = [await createRenter(), await createRenter()]
    const suspendedAt = new Date('2026-11-20T10:00:00Z')
    const id = await instanceOf(mine, { name: 'atlas', suspendedFor: 'expired', suspendedAt, status: 'suspended' })
    for (const columns of [{}, { desired: 'stopped', status: 'stopped' }]) await instanceOf(mine, columns)
    await instanceOf(other, { status: 'failed' })
    expect((await getDashboard(mine.ctx, {})).attention).toEqual([{ kind: 'instances', problem: 'expired', instances: [{ id, name: 'atlas' }], deletesAt: new Date('2026-12-04T10:00:00Z') }])
  })

  it('never shows another client’s usage', async () => {
    const [mine, other] = [await createTestClient({ clock }), await createTestClient({ clock })]
    await metrics(other.clientId, (await model()).id, '2026-11-21T20:00:00Z', 2n, dollar)
    expect((await getDashboard(mine.ctx, {})).lastSevenDays.requests).toBe(0)
  })

  it('may be read by a key that may read usage, and by no other', async () => {
    const { ctx } = await createTestClient({ clock })
    await expect(getDashboard(asKey(ctx, ['usage:read']), {})).resolves.toBeTruthy()
    await expect(getDashboard(asKey(ctx, ['inference']), {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})
