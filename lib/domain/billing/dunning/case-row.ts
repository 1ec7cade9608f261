import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { toJson } from '@/lib/domain/events/record'
import { newId } from '@/lib/kernel/id'
import type { DunningEventKind } from './kinds'

export const caseFields = {
  id: true, clientId: true, invoiceId: true, subscriptionId: true, state: true, step: true, nextRetryAt: true, suspendAt: true, deleteAt: true, finalDeclineAt: true,
  finalCode: true, suspendedAt: true, extendedDays: true, closedAt: true, createdAt: true,
} as const satisfies Prisma.DunningCaseSelect
export type CaseRow = Prisma.DunningCaseGetPayload<{ select: typeof caseFields }>

/** Writes into the case's history, which client and staff read. */
export async function noteEvent(db: Db, now: Date, on: { clientId: string; caseId: string }, kind: DunningEventKind, detail: object = {}): Promise<void> {
  await db.dunningEvent.create({ select: { id: true }, data: { id: newId('dev', now), ...on, kind, detail: toJson(detail), at: now } })
}
