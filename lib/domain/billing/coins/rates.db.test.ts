import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { setStaticRate } from '@/lib/domain/admin'
import { FixedClock, hours, minutes, plus } from '@/lib/kernel/clock'
import type { RatePair, RateQuote, RateSource } from '@/lib/providers/rates/types'
import { noProviders, staffCtx } from '@/lib/testing/contexts'
import { findRate, rateWhenSeen } from './find-rate'
import { refreshRates } from '../platform/coins/refresh-rates'

const start = new Date('2026-11-22T12:00:00Z')
const clock = new FixedClock(start)
const btc = { asset: 'BTC' as const, currency: 'USD', mode: 'test' }

/** A source that says what the test wants of BTC in USD; null = it does not answer. */
class ScriptedSource implements RateSource {
  constructor(readonly id: RateSource['id'], public price: string | null) {}

  fetch(pairs: readonly RatePair[], now: Date): Promise<RateQuote[]> {
    const { price, id: source } = this
    if (price === null) return Promise.reject(new Error('down'))
    return Promise.resolve(pairs.filter(({ asset, currency }) => asset === 'BTC' && currency === 'USD').map((pair) => ({ ...pair, source, bid: price, last: price, observedAt: now })))
  }
}

const [first, second] = [new ScriptedSource('kraken', null), new ScriptedSource('coingecko', null)]
const refresh = (...rates: RateSource[]) => refreshRates({ clock, providers: { ...noProviders, rates } })
const found = () => findRate(platformDb, btc, clock.now())

beforeEach(async () => {
  await platformDb.coinRate.deleteMany()
  clock.set(start)
})
afterAll(closePool)

describe('rates', () => {
  it('are fresh for two minutes, used for five, and then there is none', async () => {
    first.price = '77000'
    expect(await refresh(first)).toMatchObject({ accepted: 1, refused: 0, silent: [] })
    expect(await found()).toMatchObject({ usable: { rate: '77000', isFresh: true, isStatic: false } })
    clock.advance(minutes(2) + 1)
    expect(await found()).toMatchObject({ usable: { isFresh: false } })
    clock.set(plus(start, minutes(5)))
    expect(await found()).toMatchObject({ usable: { rate: '77000' } })
    clock.advance(1)
    expect(await found()).toMatchObject({ usable: null, problem: 'stale' })
  })

  it('that sources do not agree on are none, although there was one a minute before', async () => {
    first.price = second.price = '77000'
    await refresh(first, second)
    clock.advance(minutes(1))
    second.price = '79000'
    expect(await refresh(first, second)).toMatchObject({ refused: 1 })
    expect(await found()).toMatchObject({ usable: null, problem: 'deviation' })
    clock.advance(minutes(1))
    second.price = '77100'
    await refresh(first, second)
    expect(await found()).toMatchObject({ usable: { rate: '77000' } })
  })

  it('that leap are held until a second source says the same', async () => {
    first.price = '77000'
    second.price = null
    await refresh(first, second)
    clock.advance(minutes(1))
    first.price = '99000'
    expect(await refresh(first, second)).toMatchObject({ refused: 1, silent: ['coingecko'] })
    expect(await found()).toMatchObject({ usable: null, problem: 'jump' })
    clock.advance(minutes(1))
    second.price = '99100'
    await refresh(first, second)
    expect(await found()).toMatchObject({ usable: { rate: '99000' } })
  })

  it('that staff set hold for the hours they said while no source answers', async () => {
    await setStaticRate(staffCtx('finance', clock), { asset: 'BTC', currency: 'USD', rate: '70000.50', validHours: 24 })
    clock.advance(hours(24) - 1)
    expect(await found()).toMatchObject({ usable: { rate: '70000.5', isStatic: true } })
    first.price = '77000'
    await refresh(first)
    expect(await found()).toMatchObject({ usable: { rate: '77000', isStatic: false } })
    clock.advance(minutes(6))
    expect(await found()).toMatchObject({ usable: null, problem: 'stale' })
    await expect(setStaticRate(staffCtx('finance', clock), { asset: 'BTC', currency: 'USD', rate: '70000', validHours: 25 })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(setStaticRate(staffCtx('finance', clock), { asset: 'BTC', currency: 'USD', rate: '0.0' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('set by staff are refused in live mode', async () => {
    await setStaticRate(staffCtx('finance', clock), { asset: 'BTC', currency: 'USD', rate: '70000' })
    expect(await findRate(platformDb, { ...btc, mode: 'live' }, clock.now())).toMatchObject({ usable: null, problem: 'static_refused' })
  })

  it('for coins seen at a time are those of the time, or the first after it', async () => {
    first.price = '77000'
    await refresh(first)
    const seen = plus(start, minutes(4))
    clock.advance(minutes(20))
    expect(await rateWhenSeen(platformDb, btc, seen, clock.now())).toBe('77000')
    const unknown = plus(start, minutes(10))
    expect(await rateWhenSeen(platformDb, btc, unknown, clock.now())).toBeNull()
    first.price = '76000'
    await refresh(first)
    expect(await rateWhenSeen(platformDb, btc, unknown, clock.now())).toBe('76000')
  })
})
