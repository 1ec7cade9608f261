import { afterAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { days, FixedClock, plus } from '@/lib/kernel/clock'
import { staffCtx } from '@/lib/testing/contexts'
import { addTaxRate, endTaxRate } from './tax-rates'

const now = new Date('2026-05-01T00:00:00Z')
const at = (when: Date) => staffCtx('finance', new FixedClock(when))
const later = plus(now, days(30))
const rate = { country: 'IS' as const, nameEn: 'VAT', nameAr: 'ضريبة القيمة المضافة' }
const inForce = async () =>
  (await platformDb.taxRate.findMany({ where: { country: 'IS' }, orderBy: { effectiveFrom: 'asc' }, select: { ratePpm: true, effectiveTo: true } }))
    .map(({ ratePpm, effectiveTo }) => [ratePpm, effectiveTo])
afterAll(closePool)

describe('a tax rate', () => {
  it('ends when its successor begins, goes on when that is taken back, and ends at once when staff end it', async () => {
    const first = await addTaxRate(at(now), { ...rate, percent: '24' })
    const second = await addTaxRate(at(now), { ...rate, percent: '25.5', effectiveFrom: later.toISOString() })
    expect(await inForce()).toEqual([[240_000, later], [255_000, null]])
    await endTaxRate(at(now), { id: second.id })
    expect(await inForce()).toEqual([[240_000, null]])
    await endTaxRate(at(later), { id: first.id })
    expect(await inForce()).toEqual([[240_000, later]])
    await expect(endTaxRate(at(later), { id: first.id })).rejects.toMatchObject({ code: 'invalid_state' })
  })

  it('is never planned before another that is planned already', async () => {
    const planned = await addTaxRate(at(now), { ...rate, region: 'RVK', percent: '3', effectiveFrom: later.toISOString() })
    await expect(addTaxRate(at(now), { ...rate, region: 'RVK', percent: '2' })).rejects.toMatchObject({ fields: { effectiveFrom: { code: 'ratePlanned' } } })
    await endTaxRate(at(now), { id: planned.id })
  })
})
