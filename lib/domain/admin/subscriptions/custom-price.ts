import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { soldPlan } from '@/lib/domain/billing/subscriptions/offer'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { parseMoney } from '@/lib/kernel/money'
import { platformCommand } from '../../platform/command'
import { SetCustomPriceInput } from './schema'
import type { CustomPriceView } from './view'

/** A client's own prices, newest first. */
export async function customPricesOf(db: Db, clientId: string): Promise<CustomPriceView[]> {
  const rows = await db.customPrice.findMany({
    where: { clientId }, orderBy: [{ effectiveFrom: 'desc' }, { id: 'desc' }], take: 50,
    select: {
      id: true, interval: true, currency: true, amountMinor: true, effectiveFrom: true, effectiveTo: true, note: true,
      planVersion: { select: { name: true, plan: { select: { code: true } } } },
    },
  })
  return rows.map(({ planVersion, interval, ...row }) => ({
    ...row, interval: interval === 'year' ? 'year' : 'month', planCode: planVersion.plan.code, planName: LocalizedTextView.parse(planVersion.name),
  }))
}

/**
 * Agrees a price with one client, for the version of the plan it holds or else the one on sale. The price in force then ends where this
 * one begins; a running period keeps what was paid, and the next renewal takes the price of its first instant.
 * @throws DomainError not_found, invalid_input when it begins in the past, ends before it begins or comes before one already planned
 */
export const setCustomPrice = platformCommand('admin.setCustomPrice', SetCustomPriceInput, async (ctx, input): Promise<{ data: CustomPriceView[] }> => {
  const { db, clock } = ctx
  const { id: clientId, planCode, interval } = input
  const now = clock.now()
  await lockClient(db, clientId)
  const client = await db.client.findUnique({ where: { id: clientId }, select: { currency: true } })
  if (!client) throw notFound('client')
  const amount = parseMoney(input.amount, client.currency)
  if (!amount) throw invalidField('amount', 'invalid')
  const effectiveFrom = input.effectiveFrom ?? now
  if (effectiveFrom.getTime() < now.getTime() - 120_000) throw invalidField('effectiveFrom', 'inThePast')
  if (input.effectiveTo && input.effectiveTo <= effectiveFrom) throw invalidField('effectiveTo', 'inThePast')
  const held = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due', 'paused'] }, planVersion: { plan: { code: planCode } } }, select: { planVersionId: true },
  })
  const planVersionId = held?.planVersionId ?? (await soldPlan(db, planCode, now)).versionId
  const same = { clientId, planVersionId, currency: client.currency, interval }
  if ((await db.customPrice.count({ where: { ...same, effectiveFrom: { gte: effectiveFrom } } })) > 0) throw invalidField('effectiveFrom', 'pricePlanned')
  await db.customPrice.updateMany({ where: { ...same, OR: [{ effectiveTo: null }, { effectiveTo: { gt: effectiveFrom } }] }, data: { effectiveTo: effectiveFrom } })
  await db.customPrice.create({
    select: { id: true },
    data: { ...same, id: newId('cpr', now), amountMinor: amount.minor, effectiveFrom, effectiveTo: input.effectiveTo ?? null, note: input.note ?? null, createdAt: now },
  })
  await ctx.record(clientId, { planCode, interval, amountMinor: amount.minor, currency: client.currency, effectiveFrom, effectiveTo: input.effectiveTo ?? null })
  return { data: await customPricesOf(db, clientId) }
})
