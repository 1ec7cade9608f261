import { z } from 'zod'
import type { Prisma } from '@/lib/db/generated/client'
import { countryCodes } from '@/lib/domain/accounts/countries'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { toJson } from '@/lib/domain/events/record'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { platformCommand, platformQuery } from '../../platform/command'
import { instantText } from '../coupons/schema'
import type { TaxExemptionView, TaxRateView } from './view'

const fields = { id: true, country: true, region: true, name: true, ratePpm: true, isInclusive: true, reverseCharge: true, effectiveFrom: true, effectiveTo: true } as const satisfies Prisma.TaxRateSelect
type Row = Prisma.TaxRateGetPayload<{ select: typeof fields }>

const view = (row: Row): TaxRateView => ({ ...row, name: LocalizedTextView.parse(row.name) })

/** Every rate in force now or later, by country and region. */
export const listTaxRates = platformQuery('admin.listTaxRates', z.object({}), async ({ db, clock }): Promise<{ data: TaxRateView[]; nextCursor: null }> => {
  const rows = await db.taxRate.findMany({
    where: { OR: [{ effectiveTo: null }, { effectiveTo: { gt: clock.now() } }] },
    orderBy: [{ country: 'asc' }, { region: { sort: 'asc', nulls: 'first' } }, { effectiveFrom: 'asc' }], select: fields,
  })
  return { data: rows.map(view), nextCursor: null }
})

export const AddTaxRateInput = z.object({
  country: z.enum(countryCodes),
  region: z.string().trim().toUpperCase().regex(/^[A-Z0-9]{1,6}$/).nullish().meta({ description: 'State or province, after the country in ISO 3166-2. Empty = the whole country.' }),
  nameEn: z.string().trim().min(1).max(60),
  nameAr: z.string().trim().min(1).max(60),
  percent: z.string().trim().regex(/^\d{1,3}(\.\d{1,4})?$/),
  isInclusive: z.boolean().default(false).meta({ description: 'The prices on the plans hold the tax already.' }),
  reverseCharge: z.boolean().default(false).meta({ description: 'Buyers abroad with a tax id account for it themselves.' }),
  effectiveFrom: instantText.nullish().meta({ description: 'In UTC. Now when absent; never in the past.' }),
})

/**
 * Sets the rate of a place from an instant on; the one in force until then ends there. Invoices already issued keep what they say.
 * @throws DomainError invalid_input, conflict when a later rate is planned already
 */
export const addTaxRate = platformCommand('admin.addTaxRate', AddTaxRateInput, async (ctx, input): Promise<TaxRateView> => {
  const { db, clock } = ctx
  const now = clock.now()
  const [from, ppm, region] = [input.effectiveFrom ?? now, Math.round(Number(input.percent) * 10_000), input.region ?? null]
  if (from < now) throw invalidField('effectiveFrom', 'inPast')
  if (ppm > 1_000_000) throw invalidField('percent', 'invalid')
  const place = { country: input.country, region }
  if ((await db.taxRate.count({ where: { ...place, effectiveFrom: { gte: from } } })) > 0) throw invalidField('effectiveFrom', 'ratePlanned')
  await db.taxRate.updateMany({ where: { ...place, OR: [{ effectiveTo: null }, { effectiveTo: { gt: from } }] }, data: { effectiveTo: from } })
  const row = await db.taxRate.create({ select: fields, data: {
    id: newId('tax', now), ...place, name: toJson({ en: input.nameEn, ar: input.nameAr }), ratePpm: ppm, isInclusive: input.isInclusive, reverseCharge: input.reverseCharge, effectiveFrom: from,
  } })
  await ctx.record(row.id, { ...place, ratePpm: ppm, isInclusive: input.isInclusive, reverseCharge: input.reverseCharge, effectiveFrom: from })
  return view(row)
})

/**
 * Ends a rate now, or takes back one that has not begun: the rate that was to end for it then goes on. @throws DomainError not_found, invalid_state when it has ended
 */
export const endTaxRate = platformCommand('admin.endTaxRate', z.object({ id: z.string().min(1).max(64) }), async (ctx, { id }): Promise<{ id: string; status: 'ended' }> => {
  const now = ctx.clock.now()
  const row = await ctx.db.taxRate.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('tax rate')
  if (row.effectiveTo && row.effectiveTo <= now) throw new DomainError('invalid_state')
  if (row.effectiveFrom >= now) {
    await ctx.db.taxRate.delete({ where: { id }, select: { id: true } })
    await ctx.db.taxRate.updateMany({ where: { country: row.country, region: row.region, effectiveTo: row.effectiveFrom }, data: { effectiveTo: row.effectiveTo } })
  } else await ctx.db.taxRate.update({ where: { id }, data: { effectiveTo: now }, select: { id: true } })
  await ctx.record(id, { country: row.country, region: row.region, ratePpm: row.ratePpm })
  return { id, status: 'ended' }
})

export const SetTaxExemptInput = z.object({ id: z.string().min(1).max(64).meta({ description: 'The client.' }), isTaxExempt: z.boolean(), reason: z.string().trim().min(1).max(500) })

/** Says that a client pays no tax, with the reason kept; or that they do again. @throws DomainError not_found */
export const setTaxExempt = platformCommand('admin.setTaxExempt', SetTaxExemptInput, async (ctx, { id, isTaxExempt, reason }): Promise<TaxExemptionView> => {
  const { count } = await ctx.db.clientProfile.updateMany({ where: { clientId: id }, data: { isTaxExempt, taxExemptReason: isTaxExempt ? reason : null, updatedAt: ctx.clock.now() } })
  if (count === 0) throw notFound('client')
  await ctx.record(id, { isTaxExempt, reason })
  return { id, isTaxExempt, reason: isTaxExempt ? reason : null }
})
