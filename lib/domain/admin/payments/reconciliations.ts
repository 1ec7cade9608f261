import type { Prisma } from '@/lib/db/generated/client'
import { reconcile } from '@/lib/domain/billing'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { preparedCommand } from '../../accounts/platform/prepared-command'
import { platformCommand, platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import { NoInput } from '../schema'
import { ListFindingsInput, ReconcileInput, ResolveFindingInput } from './schema'
import type { FindingView, ReconciliationView } from './view'

const findingFields = {
  id: true, provider: true, mode: true, kind: true, about: true, reference: true, externalId: true, clientId: true, theirsMinor: true, oursMinor: true, currency: true,
  foundAt: true, resolvedAt: true, note: true,
} as const satisfies Prisma.ReconciliationFindingSelect

const recentRuns = 20

/** What differs between providers' books and ours, newest first. */
export const listFindings = platformQuery('admin.listFindings', ListFindingsInput, async ({ db }, { state, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.reconciliationFinding.findMany({
    ...args, where: { AND: [where, state ? { resolvedAt: state === 'open' ? null : { not: null } } : {}] }, select: findingFields,
  }), (row) => row as FindingView)) // kind, about, mode and provider are held to their lists by CHECKs and by what writes them

/** The last comparisons that were made. */
export const listReconciliations = platformQuery('admin.listReconciliations', NoInput, async ({ db }): Promise<{ data: ReconciliationView[] }> => {
  const rows = await db.reconciliation.findMany({
    orderBy: { id: 'desc' }, take: recentRuns,
    select: { id: true, provider: true, mode: true, from: true, to: true, state: true, payments: true, refunds: true, error: true, startedAt: true, finishedAt: true, _count: { select: { findings: true } } },
  })
  return { data: rows.map(({ _count, ...row }) => ({ ...row, findings: _count.findings }) as ReconciliationView) }
})

/**
 * Says what became of a finding. One that is resolved stays as it was resolved.
 * @throws DomainError not_found, invalid_state when somebody resolved it before
 */
export const resolveFinding = platformCommand('admin.resolveFinding', ResolveFindingInput, async (ctx, { id, note }): Promise<FindingView> => {
  const { count } = await ctx.db.reconciliationFinding.updateMany({
    where: { id, resolvedAt: null }, data: { resolvedAt: ctx.clock.now(), resolvedById: ctx.actor.kind === 'staff' ? ctx.actor.userId : null, note },
  })
  const row = await ctx.db.reconciliationFinding.findUnique({ where: { id }, select: findingFields })
  if (!row) throw notFound('finding')
  if (count === 0) throw new DomainError('invalid_state')
  await ctx.record(id, { note })
  return row as FindingView
})

/** Compares one day with one provider now. @throws DomainError not_configured, upstream_failed, invalid_input for a day that is not over */
export const runReconciliation = preparedCommand('admin.reconcile', ReconcileInput, {
  prepare: async (ctx, { provider, day }): Promise<string> => {
    const from = new Date(`${day}T00:00:00Z`)
    if (plus(from, days(1)) > ctx.clock.now()) throw new DomainError('invalid_input', { fields: { day: { code: 'past' } } })
    return reconcile(ctx, provider, { from, to: plus(from, days(1)) })
  },
  run: async (ctx, { provider, day }, id): Promise<{ id: string }> => {
    await ctx.record(id, { provider, day })
    return { id }
  },
})
