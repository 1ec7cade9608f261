import { z } from 'zod'
import type { Prisma } from '@/lib/db/generated/client'
import { balanceOf, settledFields } from '../invoices/settled'
import { caseFields } from './case-row'
import type { DunningEventKind } from './kinds'
import { scheduleFrom } from './schedule'
import type { ArrearsStepView, ArrearsView } from './view'

export const arrearsFields = {
  ...caseFields,
  invoice: { select: { number: true, currency: true, ...settledFields } },
  events: { orderBy: { id: 'asc' }, select: { kind: true, at: true, detail: true } },
} as const satisfies Prisma.DunningCaseSelect
export type ArrearsRow = Prisma.DunningCaseGetPayload<{ select: typeof arrearsFields }>

const Detail = z.object({ code: z.string().nullish() }).catch({})

/** What is still to come: the tries of the schedule from the next one on, the suspension, the end. */
function plannedOf(row: ArrearsRow): ArrearsStepView[] {
  if (row.closedAt) return []
  const { nextRetryAt } = row
  const step = (at: Date, kind: ArrearsStepView['kind']): ArrearsStepView => ({ at, kind, isDone: false, code: null })
  const retries = nextRetryAt ? scheduleFrom(row.createdAt).retries.filter((at) => at >= nextRetryAt) : []
  return [
    ...retries.map((at) => step(at, 'retry_planned')),
    ...(row.state === 'open' ? [step(row.suspendAt, 'suspend_planned')] : []),
    step(row.deleteAt, 'delete_planned'),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
}

const closing: readonly string[] = ['recovered', 'deleted'] satisfies DunningEventKind[]

/** By time; what ends the case stands last of its instant, whose ids come from several processes. */
const inOrder = (a: ArrearsStepView, b: ArrearsStepView): number =>
  a.at.getTime() - b.at.getTime() || Number(closing.includes(a.kind)) - Number(closing.includes(b.kind))

/** A case as client and staff see it: one timeline of what happened and what will. */
export function arrearsView(row: ArrearsRow): ArrearsView {
  const { invoice, events } = row
  const done = events.map(({ kind, at, detail }): ArrearsStepView => ({ at, kind: kind as DunningEventKind, isDone: true, code: Detail.parse(detail).code ?? null }))
  return {
    id: row.id, invoiceId: row.invoiceId, invoiceNumber: invoice.number, currency: invoice.currency, balanceMinor: balanceOf(invoice),
    state: row.state as ArrearsView['state'], // held to its list by a CHECK
    nextRetryAt: row.nextRetryAt, suspendAt: row.suspendAt, deleteAt: row.deleteAt, isFinal: row.finalDeclineAt !== null, extendedDays: row.extendedDays,
    timeline: [...done.sort(inOrder), ...plannedOf(row)],
  }
}
