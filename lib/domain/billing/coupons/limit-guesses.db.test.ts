import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { previewSubscription, subscribe } from '@/lib/domain/billing'
import { makeCoupon } from '@/lib/testing/coupon-race'
import { createPayingClient, type PayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'

const start = new Date('2026-01-31T09:00:00Z')
const wish = { planCode: 'pro', interval: 'month' as const }
const newPlace = (): string => crypto.randomUUID()

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

const answer = (promise: Promise<unknown>) => promise.then(() => 'counts', (error: { code: string; fields?: { promotionCode?: { code: string } } }) => error.fields?.promotionCode?.code ?? error.code)
const guess = ({ ctx }: PayingClient, promotionCode: string, ip: string) => answer(previewSubscription({ ...ctx, ip }, { ...wish, promotionCode }))

describe('guessing promotion codes', () => {
  it('ends after twenty tries of a client, from whatever address and by preview or order; its real code waits too, and its plain order does not', async () => {
    const { code } = await makeCoupon({})
    const client = await createPayingClient(start)
    const tries = await Promise.all(Array.from({ length: 30 }, (_, at) => guess(client, `NO-SUCH-${at}`, newPlace())))
    expect([tries.filter((one) => one === 'codeUnknown').length, tries.filter((one) => one === 'rate_limited').length]).toEqual([20, 10])
    expect(await guess(client, code, newPlace())).toBe('rate_limited')
    const { frozenAt, hash } = await previewSubscription(client.ctx, wish)
    expect(await answer(subscribe({ ...client.ctx, ip: newPlace() }, { ...wish, promotionCode: 'NO-SUCH-99', frozenAt, hash }))).toBe('rate_limited')
    expect(await answer(subscribe(client.ctx, { ...wish, frozenAt, hash }))).toBe('counts')
  })

  it('ends after a hundred tries of one address, whoever signs up for more; codes that count use nothing up', async () => {
    const { code } = await makeCoupon({})
    const [ip, clients] = [newPlace(), await Promise.all(Array.from({ length: 6 }, () => createPayingClient(start)))]
    const [first] = clients
    if (!first) throw new Error('no client')
    for (let time = 0; time < 25; time++) expect(await guess(first, code, ip)).toBe('counts')
    const tries = (await Promise.all(clients.map((client) => Promise.all(Array.from({ length: 20 }, (_, at) => guess(client, `NO-SUCH-${at}`, ip)))))).flat()
    const unknown = tries.filter((one) => one === 'codeUnknown').length
    expect(unknown).toBeGreaterThanOrEqual(100)
    expect(unknown).toBeLessThan(tries.length)
    // Every half minute the address has one more, which a slow machine may still meet.
    const newcomer = await createPayingClient(start)
    await expect.poll(() => guess(newcomer, 'NO-SUCH', ip)).toBe('rate_limited')
    expect(await guess(newcomer, code, ip)).toBe('rate_limited')
  })
})
