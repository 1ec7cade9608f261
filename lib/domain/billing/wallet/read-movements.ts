import type { Db } from '@/lib/db/transaction'
import type { MovementKind } from './view'

/** Which booking is which movement; what is not named is `other`. */
const kinds: Record<string, MovementKind> = {
  top_up: 'top_up', promo_grant: 'promo', payment_surplus: 'surplus', invoice_carry: 'invoice_credit', invoice_carry_tax: 'invoice_credit',
  late_change: 'invoice_credit', late_change_tax: 'invoice_credit', credit_note_wallet: 'credit_note', credit_note_top_up: 'credit_note', wallet_usage: 'usage',
  wallet_payment: 'invoice_payment', refund_failed: 'refund', dispute_top_up: 'dispute', dispute_withdrawal: 'dispute', dispute_top_up_back: 'dispute', dispute_credit: 'dispute',
  grant_expiry: 'expiry', wallet_adjustment: 'adjustment', opening: 'other',
}

/** Only these carry the words of a person; the others' descriptions are for the ledger's readers. */
const withNote: readonly MovementKind[] = ['promo', 'adjustment']

/** The object a source names: `grt_…` of `grt_…:500`; null for what leads nowhere. */
const objectOf = (sourceId: string): string | null => /^(inv|pay|grt|crn|ref|dsp)_[0-9A-Z]{26}/.exec(sourceId)?.[0] ?? null

export type Movement = { id: string; at: Date; kind: MovementKind; amountMinor: bigint; sourceId: string | null; note: string | null }

type Row = { id: string; at: Date; sourceKind: string; sourceId: string; description: string; amount: bigint }

/** Every booking on the client's wallet account in [from, to), oldest first; what came in is positive. */
export async function readMovements(db: Db, clientId: string, from: Date, to: Date): Promise<Movement[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e."id", t."createdAt" AS "at", t."sourceKind", t."sourceId", t."description", -e."amountMinor" AS "amount"
    FROM "LedgerAccount" a JOIN "LedgerEntry" e ON e."accountId" = a."id" JOIN "LedgerTransaction" t ON t."id" = e."transactionId"
    WHERE a."clientId" = ${clientId} AND a."kind" = 'wallet' AND t."createdAt" >= ${from} AND t."createdAt" < ${to}
    ORDER BY t."createdAt", e."id"`
  return rows.map(({ id, at, sourceKind, sourceId, description, amount }) => {
    const kind = kinds[sourceKind] ?? 'other'
    return { id, at, kind, amountMinor: amount, sourceId: objectOf(sourceId), note: withNote.includes(kind) ? description : null }
  })
}

/** What the client's wallet account held just before `instant`. */
export async function bookedBefore(db: Db, clientId: string, instant: Date): Promise<bigint> {
  const rows = await db.$queryRaw<{ total: bigint }[]>`
    SELECT coalesce(-sum(e."amountMinor"), 0)::bigint AS "total"
    FROM "LedgerAccount" a JOIN "LedgerEntry" e ON e."accountId" = a."id" JOIN "LedgerTransaction" t ON t."id" = e."transactionId"
    WHERE a."clientId" = ${clientId} AND a."kind" = 'wallet' AND t."createdAt" < ${instant}`
  return rows[0]?.total ?? 0n
}
