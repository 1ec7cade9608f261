import { describe, expect, it } from 'vitest'
import { hoursPrefix, usageLines } from './lines'

const month = { currency: 'USD', startsAt: new Date('2026-01-01'), endsAt: new Date('2026-02-01'), includedTokens: 0n, usedTokens: 0n, isLate: false }
const model = (slug: string, picos: bigint) => ({ slug, name: slug, picos, tokens: 5n, requests: 2n })

describe('the usage of an invoice', () => {
  it('tells hours of an instance from requests, and both together are what is due', () => {
    const models = [model('instance/bot', 1_000_000_000_000n), model(`${hoursPrefix}bot`, 2_000_000_000_000n)]
    const { lines, charges } = usageLines({ ...month, models, owed: { dueMinor: 300n, commitmentMinor: 0n } as Parameters<typeof usageLines>[0]['owed'] })
    expect(lines.map(({ line }) => [line.amountMinor, line.description.en])).toEqual([
      [100n, 'instance/bot: 5 tokens, requests: 2, worth $1.00'], [200n, 'Private instance bot: time it ran and was kept, worth $2.00'],
    ])
    expect(lines[1]?.line.description.ar).toContain('الخادم الخاص')
    expect(charges.map(({ slug }) => slug)).toEqual(['instance/bot', 'instance-hours/bot'])
  })
})
