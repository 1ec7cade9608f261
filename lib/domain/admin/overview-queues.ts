import type { Permission } from '@/lib/auth/permissions'
import type { Db } from '@/lib/db/transaction'
import { minutes, plus } from '@/lib/kernel/clock'
import { overdueAt } from './invoice-row'
import type { QueueKind } from './view'

/** Whose queue it is: staff who may open the list behind it. */
export const queuePermission = {
  overdueInvoices: 'admin.listInvoices', failedWebhooks: 'admin.listWebhookEvents', unknownPayments: 'admin.listPayments', failedMail: 'admin.listMail',
  deadMessages: 'admin.listJobs', deadJobs: 'admin.listJobs', ledgerDifferences: 'admin.getLedger', openFindings: 'admin.listFindings', coinRefunds: 'admin.listCoinRefunds',
} as const satisfies Record<QueueKind, Permission>

type Waiting = { waiting: number; oldestAt: Date | null }

/** A payment whose end nobody has said for this long needs a person. */
const unknownLifeMs = minutes(30)

const readers: Record<QueueKind, (db: Db, now: Date) => Promise<Waiting>> = {
  overdueInvoices: async (db, now) => {
    const { _count, _min } = await db.invoice.aggregate({ where: overdueAt(now), _count: true, _min: { dueAt: true } })
    return { waiting: _count, oldestAt: _min.dueAt }
  },
  failedWebhooks: async (db) => {
    const { _count, _min } = await db.webhookEvent.aggregate({ where: { state: 'failed' }, _count: true, _min: { receivedAt: true } })
    return { waiting: _count, oldestAt: _min.receivedAt }
  },
  unknownPayments: async (db, now) => {
    const where = { state: 'unknown', updatedAt: { lt: plus(now, -unknownLifeMs) } }
    const { _count, _min } = await db.payment.aggregate({ where, _count: true, _min: { updatedAt: true } })
    return { waiting: _count, oldestAt: _min.updatedAt }
  },
  failedMail: async (db) => {
    const { _count, _min } = await db.mailMessage.aggregate({ where: { state: 'failed' }, _count: true, _min: { createdAt: true } })
    return { waiting: _count, oldestAt: _min.createdAt }
  },
  deadMessages: async (db) => {
    const { _count, _min } = await db.outboxMessage.aggregate({ where: { deadAt: { not: null }, processedAt: null }, _count: true, _min: { deadAt: true } })
    return { waiting: _count, oldestAt: _min.deadAt }
  },
  deadJobs: async (db) => {
    const rows = await db.$queryRaw<Waiting[]>`
      SELECT count(*)::int AS waiting, min(run_at) AS "oldestAt" FROM v_jobs WHERE attempts >= max_attempts AND locked_at IS NULL`
    return rows[0] ?? { waiting: 0, oldestAt: null }
  },
  ledgerDifferences: async (db) => {
    const { _count, _min } = await db.ledgerDifference.aggregate({ where: { resolvedAt: null }, _count: true, _min: { firstSeenAt: true } })
    return { waiting: _count, oldestAt: _min.firstSeenAt }
  },
  openFindings: async (db) => {
    const { _count, _min } = await db.reconciliationFinding.aggregate({ where: { resolvedAt: null }, _count: true, _min: { foundAt: true } })
    return { waiting: _count, oldestAt: _min.foundAt }
  },
  coinRefunds: async (db) => {
    const { _count, _min } = await db.coinRefund.aggregate({ where: { state: 'needs_operator' }, _count: true, _min: { updatedAt: true } })
    return { waiting: _count, oldestAt: _min.updatedAt }
  },
}

/** What waits for a person, of the queues this reader may open, the longest waiting first; empty ones last. */
export async function readQueues(db: Db, now: Date, isAllowed: (permission: Permission) => boolean): Promise<(Waiting & { kind: QueueKind })[]> {
  const kinds = (Object.keys(readers) as QueueKind[]).filter((kind) => isAllowed(queuePermission[kind]))
  const queues = await Promise.all(kinds.map(async (kind) => ({ kind, ...(await readers[kind](db, now)) })))
  return queues.sort((a, b) => (a.oldestAt?.getTime() ?? Infinity) - (b.oldestAt?.getTime() ?? Infinity))
}
