import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { MemoryLife } from '@/lib/testing/memory-life'
import { history, replay, sum } from './lives.history'

const histories = 10_000
const commands = 200

/** What must be true of a life after its last command, whatever happened in it. */
function check({ spans, chargedMinor, creditMinor }: MemoryLife): void {
  for (const [i, span] of spans.entries()) {
    const before = spans[i - 1]
    if (before && before.endsAt > span.startsAt) throw new Error('an instant of service is billed twice')
    if (span.creditedMinor < 0n || span.creditedMinor > span.netMinor) throw new Error('more is given back than was billed')
  }
  if (creditMinor > chargedMinor) throw new Error('more credit than was ever charged')
}

/** A failing history is told with its seed and path: `fc.assert(…, { seed, path })` lives it again. */
it(`${histories.toLocaleString('en')} histories of ${commands} commands bill each instant once, give back no more than was paid, and charge what the spans are worth`, () => {
  let lived = 0
  fc.assert(fc.property(history({ minLength: commands, maxLength: commands }), (told) => {
    const life = replay({ ...told, tax: undefined })
    check(life)
    const waits = life.waiting?.invoice
    const charged = sum(life.invoices.filter((one) => one.state !== 'void' && one !== waits).map(({ totalMinor, carryMinor, carriedMinor }) => totalMinor - carryMinor - carriedMinor))
    expect(charged).toBe(sum(life.spans.map(({ netMinor, creditedMinor }) => netMinor - creditedMinor)))
    lived += 1
  }), { numRuns: histories, endOnFailure: true })
  expect(lived).toBe(histories)
})
