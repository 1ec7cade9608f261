import { describe, expect, it } from 'vitest'
import { MemoryLife } from '@/lib/testing/memory-life'
import { changeLives } from './lives-of-change.fixture'
import { calendarLives } from './lives-of-calendar.fixture'
import { pauseLives } from './lives-of-pause.fixture'
import { trialLives } from './lives-of-trial.fixture'
import { usd, type Life } from './lives.fixture'

const instant = (text: string): Date => new Date(text.length === 16 ? `${text}Z` : text)
const told = (at: Date): string => at.toISOString().slice(0, 16)

function live({ given: { at, plans = usd, ...given }, steps = [], until }: Life): MemoryLife {
  const life = new MemoryLife({ ...given, plans, at: instant(at) })
  for (const [when, act] of steps) {
    life.advance(instant(when))
    act(life)
  }
  life.advance(instant(until))
  return life
}

const lives: readonly Life[] = [...calendarLives, ...changeLives, ...pauseLives, ...trialLives]

describe('a whole life', () => {
  it.each(lives.map((life) => [life.name, life] as const))('%s', (_name, scenario) => {
    const life = live(scenario)
    const kept = life.invoices.filter(({ state }) => state !== 'void')
    expect(kept.filter(({ totalMinor }) => totalMinor > 0n).map(({ at, totalMinor }) => `${told(at)} ${totalMinor}`)).toEqual(scenario.charges)
    expect(kept.filter(({ carryMinor }) => carryMinor > 0n).map(({ at, carryMinor }) => `${told(at)} ${carryMinor}`)).toEqual(scenario.credits ?? [])
    expect(life.status).toBe(scenario.status ?? 'active')
    if (scenario.periodEnd) expect(told(life.period.endsAt)).toBe(scenario.periodEnd)
    for (const span of life.spans) expect(span.creditedMinor <= span.netMinor).toBe(true)
  })

  it('is one of at least forty-five, each with its figures', () => {
    expect(lives.length).toBeGreaterThanOrEqual(45)
    expect(new Set(lives.map(({ name }) => name)).size).toBe(lives.length)
  })
})
