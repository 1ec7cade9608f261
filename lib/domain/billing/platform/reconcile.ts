import { z } from 'zod'
import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { platformCommand } from '@/lib/domain/platform/command'
import { days, hours, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { paymentProviderIds, type PaymentProvider, type PaymentProviderId, type ProviderTransaction } from '@/lib/providers/payments/types'
import { compareBooks, type Finding, type OwnMovement } from '../reconciliation/compare'
import { syncPayment } from '../open-payment'
import { billingCtxOf } from './billing-ctx'
import { compareCoins } from './coins/reconcile-coins'

/** How far both sides are read beyond the range: clocks differ, and a provider books some things hours later. */
const marginMs = hours(12)
/** A day is compared when it has been over for this long: providers list their day late. */
const settledAfterMs = days(1)

type Range = { from: Date; to: Date }

async function ownMovements(provider: PaymentProvider, { from, to }: Range): Promise<OwnMovement[]> {
  const within = { gte: plus(from, -marginMs), lt: plus(to, marginMs) }
  const common = { provider: provider.id, mode: provider.mode }
  const payments = await platformDb.payment.findMany({
    where: { ...common, state: 'succeeded', settledAt: within }, select: { id: true, clientId: true, amountMinor: true, currency: true, settledAt: true, externalId: true },
  })
  const refunds = await platformDb.refund.findMany({
    where: { state: { in: ['pending', 'succeeded'] }, createdAt: within, externalId: { not: null }, payment: common },
    select: { id: true, clientId: true, amountMinor: true, currency: true, createdAt: true, externalId: true },
  })
  return [
    ...payments.map(({ amountMinor, currency, settledAt, ...row }) => ({ ...row, about: 'payment' as const, amount: money(amountMinor, currency), at: settledAt ?? from })),
    ...refunds.map(({ amountMinor, currency, createdAt, ...row }) => ({ ...row, about: 'refund' as const, amount: money(amountMinor, currency), at: createdAt })),
  ]
}

/** Attempts the provider took money for and we have not booked yet: asked about first, so that only what stays wrong is reported. */
async function catchUp(ctx: BaseCtx, theirs: readonly ProviderTransaction[]): Promise<void> {
  const ids = theirs.flatMap(({ paymentId }) => (paymentId ? [paymentId] : []))
  const behind = await platformDb.payment.findMany({ where: { id: { in: ids }, state: { in: ['created', 'awaiting_customer', 'processing', 'unknown'] } }, select: { id: true, clientId: true } })
  for (const { id, clientId } of behind) await syncPayment(await billingCtxOf(ctx, clientId, 'payments'), id)
}

const ReconciledInput = z.object({ id: z.string(), payments: z.number(), refunds: z.number(), findings: z.array(z.custom<Finding>()), error: z.string().nullable() })

const finish = platformCommand('billing.reconcile', ReconciledInput, async (ctx, { id, payments, refunds, findings, error }): Promise<void> => {
  const now = ctx.clock.now()
  const run = await ctx.db.reconciliation.update({
    where: { id }, data: { state: error === null ? 'done' : 'failed', payments, refunds, error, finishedAt: now }, select: { provider: true, mode: true },
  })
  await ctx.db.reconciliationFinding.createMany({
    skipDuplicates: true, // found by an earlier run already, and open or resolved there
    data: findings.map(({ theirs, ours, ...one }) => ({
      ...one, ...run, id: newId('fnd', now), reconciliationId: id, theirsMinor: theirs?.minor ?? null, oursMinor: ours?.minor ?? null, currency: (theirs ?? ours)?.currency ?? 'XXX', foundAt: now,
    })),
  })
  await ctx.record(id, { ...run, payments, refunds, findings: findings.length, error })
})

type Compared = { payments: number; refunds: number; findings: Finding[] }

async function compareListed(ctx: BaseCtx, provider: Listing, range: Range): Promise<Compared> {
  const theirs: ProviderTransaction[] = []
  for await (const one of provider.listTransactions(plus(range.from, -marginMs), plus(range.to, marginMs))) theirs.push(one)
  await catchUp(ctx, theirs)
  const ours = await ownMovements(provider, range)
  const count = (about: 'payment' | 'refund'): number => new Set([...theirs.filter(({ kind }) => kind === about).map((one) => (about === 'payment' ? one.paymentId : one.refundId) ?? one.externalId), ...ours.filter((one) => one.about === about).map((one) => one.id)]).size
  return { payments: count('payment'), refunds: count('refund'), findings: compareBooks(theirs, ours, range.from, range.to) }
}

type Listing = PaymentProvider & Required<Pick<PaymentProvider, 'listTransactions'>>
const lists = (provider: PaymentProvider): provider is Listing => provider.listTransactions !== undefined

/** Whether a provider's books can be held against ours: it lists its own, or the chains are the books. */
export const isComparable = (provider: PaymentProvider | undefined): boolean => provider !== undefined && (provider.id === 'crypto' || lists(provider))

async function compare(ctx: BaseCtx, provider: PaymentProvider, range: Range): Promise<Compared> {
  if (lists(provider)) return compareListed(ctx, provider, range)
  return { refunds: 0, ...(await compareCoins(ctx, range)) }
}

/**
 * Compares a provider's own books with ours for what moved in [from, to), both ways, and keeps what differs for staff.
 * @returns the run's id. @throws DomainError not_configured when there is no such provider or it lists nothing
 */
export async function reconcile(ctx: BaseCtx, providerId: PaymentProviderId, range: Range): Promise<string> {
  const provider = ctx.providers.payments[providerId]
  if (!provider || !isComparable(provider)) throw new DomainError('not_configured', { params: { what: providerId } })
  const id = newId('rec', ctx.clock.now())
  const system = { ...ctx, actor: { kind: 'system' as const, job: 'reconcile' } }
  await platformDb.reconciliation.create({ data: { id, provider: provider.id, mode: provider.mode, ...range, state: 'running', startedAt: ctx.clock.now() }, select: { id: true } })
  try {
    await finish(system, { id, ...(await compare(ctx, provider, range)), error: null })
  } catch (error) {
    await finish(system, { id, payments: 0, refunds: 0, findings: [], error: error instanceof DomainError ? (error.internal ?? error.code) : 'the comparison broke off' })
    throw error
  }
  return id
}

/** Compares the last day that providers have surely listed, with each that lists one. A provider that fails does not stop the others. */
export async function reconcileLastDay(ctx: BaseCtx): Promise<{ done: number; failed: { id: string; error: string }[] }> {
  const to = new Date(Math.floor(plus(ctx.clock.now(), -settledAfterMs).getTime() / days(1)) * days(1))
  const range = { from: plus(to, -days(1)), to }
  const report = { done: 0, failed: [] as { id: string; error: string }[] }
  for (const id of paymentProviderIds.filter((one) => isComparable(ctx.providers.payments[one]))) {
    try {
      await reconcile(ctx, id, range)
      report.done += 1
    } catch (error) {
      report.failed.push({ id, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return report
}
