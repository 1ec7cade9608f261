import fc from 'fast-check'
import { days, hours, plus, seconds } from '@/lib/kernel/clock'
import { MemoryLife } from '@/lib/testing/memory-life'
import { jpy, kwd, usd, vat15, vat19inside, type Life } from './lives.fixture'

const zones = ['UTC', 'Asia/Kolkata', 'America/Bogota', 'America/Los_Angeles', 'Africa/Cairo', 'America/Sao_Paulo', 'Pacific/Apia', 'Australia/Lord_Howe']
/** Another plan, interval or number of seats. */
export const wish = fc.record({ plan: fc.constantFrom('pro', 'enterprise'), interval: fc.constantFrom('month' as const, 'year' as const), quantity: fc.integer({ min: 1, max: 4 }) }, { requiredKeys: [] })
const act = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(wish, fc.boolean()).map(([what, isPaid]) => (life: MemoryLife) => void life.change(what, isPaid)) },
  { weight: 1, arbitrary: fc.boolean().map((isCredited) => (life: MemoryLife) => void life.stop('pause_now', isCredited)) },
  { weight: 1, arbitrary: fc.constantFrom((life: MemoryLife) => life.pauseAtEnd(), (life: MemoryLife) => life.pauseCollection(), (life: MemoryLife) => life.cancel(), (life: MemoryLife) => life.uncancel()) },
  { weight: 2, arbitrary: fc.boolean().map((isPaid) => (life: MemoryLife) => void (life.pauseKind && life.resume(isPaid))) },
  { weight: 2, arbitrary: fc.constant((life: MemoryLife) => life.payAll()) },
  { weight: 2, arbitrary: fc.constant((life: MemoryLife) => life.settle()) },
)
const step = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 7_200 }).map(seconds), fc.integer({ min: 1, max: 96 }).map(hours), fc.integer({ min: 1, max: 70 }).map(days)), act)
const market = fc.constantFrom({ currency: 'USD', plans: usd }, { currency: 'JPY', plans: jpy }, { currency: 'KWD', plans: kwd })
/** A life's beginning and what happens in it. @param steps how many commands */
export const history = (steps: fc.ArrayConstraints = { maxLength: 40 }) => fc.record({
  at: fc.date({ min: new Date('2011-01-01T00:00:00Z'), max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true }), timeZone: fc.constantFrom(...zones), market,
  tax: fc.constantFrom(undefined, vat15, vat19inside), interval: fc.constantFrom('month' as const, 'year' as const), pays: fc.boolean(), steps: fc.array(step, steps),
})
export type History = ReturnType<typeof history> extends fc.Arbitrary<infer T> ? T : never

/** Lives it through, in memory. @param afterEach looks at the life after every command */
export function replay({ at, timeZone, market: { currency, plans }, tax, interval, pays, steps }: History, afterEach: (life: MemoryLife) => void = () => undefined): MemoryLife {
  const given: Life['given'] = { at: '', plan: 'pro', timeZone, currency, plans, interval, pays, ...(tax ? { tax } : {}) }
  const life = new MemoryLife({ ...given, plans, at })
  life.payAll()
  for (const [wait, does] of steps) {
    life.advance(plus(life.now, wait))
    does(life)
    afterEach(life)
  }
  return life
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)
