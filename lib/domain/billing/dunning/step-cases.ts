import { z } from 'zod'
import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientCtx, ClientRun } from '@/lib/domain/context'
import { collectInvoice } from '../invoices/collect-invoice'
import { endService } from '../subscriptions/service'
import { caseFields, noteEvent, type CaseRow } from './case-row'
import { setServiceSuspended } from './access'
import { dueCases } from './due-cases'
import { mailCase } from './dunning-mail'
import { caseStep, nextRetry, type CaseStep } from './schedule'

type Act = (ctx: ClientRun, row: CaseRow) => Promise<void>

const change = ({ db, clientId, clock }: ClientRun, id: string, data: object) =>
  db.dunningCase.update({ where: { clientId_id: { clientId, id } }, data: { ...data, updatedAt: clock.now() }, select: caseFields })

/** The try itself reaches outside and follows after this; the schedule moves on first, so that a crash in between repeats no charge. */
const takeRetry: Act = async (ctx, row) => {
  const now = ctx.clock.now()
  const step = row.step + 1
  await change(ctx, row.id, { step, nextRetryAt: nextRetry(row.createdAt, step, now) })
}

const suspend: Act = async (ctx, row) => {
  const now = ctx.clock.now()
  const updated = await change(ctx, row.id, { state: 'suspended', suspendedAt: now })
  await setServiceSuspended(ctx.db, ctx.clientId, row.subscriptionId, now)
  await noteEvent(ctx.db, now, { clientId: ctx.clientId, caseId: row.id }, 'suspended')
  await mailCase(ctx, updated, 'dunning_suspended')
}

/** The service ends for good; what was billed stays owed, and nothing is given back. */
const end: Act = async (ctx, row) => {
  const { db, clientId } = ctx
  const now = ctx.clock.now()
  const updated = await change(ctx, row.id, { state: 'ended', nextRetryAt: null, closedAt: now })
  if (row.subscriptionId) {
    await endService(db, clientId, row.subscriptionId, now, 0n, now)
    await db.subscription.updateMany({ where: { clientId, id: row.subscriptionId, status: { in: ['active', 'past_due', 'trialing', 'paused'] } }, data: { status: 'canceled', canceledAt: now, updatedAt: now } })
    await setServiceSuspended(db, clientId, row.subscriptionId, null)
  }
  await noteEvent(db, now, { clientId, caseId: row.id }, 'deleted')
  await mailCase(ctx, updated, 'dunning_ended')
}

const acts: Record<CaseStep, Act> = { retry: takeRetry, suspend, end, nothing: async () => undefined }

const stepCase = command('billing.stepDunning', z.object({ id: z.string() }), async (ctx, { id }): Promise<{ step: CaseStep; invoiceId: string }> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const row = await db.dunningCase.findUniqueOrThrow({ where: { clientId_id: { clientId, id } }, select: caseFields })
  const step = caseStep(row, clock.now())
  await acts[step](ctx, row)
  await ctx.record(id, { step, invoiceId: row.invoiceId })
  return { step, invoiceId: row.invoiceId }
})

/** Nothing could be charged: the customer is reminded instead, with the way to pay. */
const remind = command('billing.remindUnpaid', z.object({ invoiceId: z.string() }), async (ctx, { invoiceId }): Promise<void> => {
  const { db, clientId, clock } = ctx
  const row = await db.dunningCase.findUnique({ where: { clientId_invoiceId: { clientId, invoiceId } }, select: caseFields })
  if (row && !row.closedAt) {
    await noteEvent(db, clock.now(), { clientId, caseId: row.id }, 'reminded')
    await mailCase(ctx, row, 'dunning_reminder')
  }
  await ctx.record(invoiceId, { caseId: row?.id ?? null })
})

/** Most steps that one visit takes on a case: a try, the suspension and the end may fall due together after a long silence. */
const stepsAVisit = 4

/**
 * Does what is due on the client's arrears: tries again, suspends, ends. Between the steps nothing is locked, and the provider is
 * asked outside of any transaction. @returns how many steps were taken
 */
export async function stepCases(ctx: ClientCtx): Promise<number> {
  const rows = await clientDb(ctx.clientId).dunningCase.findMany({
    where: { AND: [{ clientId: ctx.clientId }, dueCases(ctx.clock.now())] }, orderBy: { id: 'asc' }, select: { id: true },
  })
  let taken = 0
  for (const { id } of rows) {
    for (let visit = 0; visit < stepsAVisit; visit++) {
      const { step, invoiceId } = await stepCase(ctx, { id })
      if (step === 'nothing') break
      taken++
      if (step === 'retry' && (await collectInvoice(ctx, invoiceId)).outcome === 'no_method') await remind(ctx, { invoiceId })
    }
  }
  return taken
}
