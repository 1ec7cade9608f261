import type { Db } from '@/lib/db/transaction'
import { assert, required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Money } from '@/lib/kernel/money'
import type { LedgerAccountRef } from './ledger-account'
import { isBalanced } from './balance'

/** Debits are positive, credits negative. */
export type LedgerPosting = { account: Pick<LedgerAccountRef, 'clientId' | 'kind'>; amount: Money }

export type LedgerPost = {
  /** What caused the booking, e.g. `invoice` or `payment`; with `sourceId` it can be booked once only. */
  sourceKind: string
  sourceId: string
  clientId: string | null
  mode: string
  description: string
  entries: readonly LedgerPosting[]
  reversesId?: string
}

/**
 * Books one transaction whose entries sum to zero per currency; zero amounts are left out.
 * A second post of the same source changes nothing and gives back the first one's id.
 * @returns the ledger transaction's id (`txn_…`) and whether this call booked it
 */
export async function postTransaction(db: Db, clock: Clock, post: LedgerPost): Promise<{ id: string; isNew: boolean }> {
  const entries = post.entries.filter(({ amount }) => amount.minor !== 0n)
  assert(isBalanced(entries.map(({ amount }) => amount)), `${post.sourceKind} ${post.sourceId} sums to zero`)
  for (let tries = 1; ; tries++) {
    const { isPlaced, id } = await book(db, clock.now(), post, entries)
    if (id !== null) return { id, isNew: true }
    if (isPlaced) return { id: await bookedId(db, post), isNew: false }
    // Somebody else is making one of the accounts at this moment: the next statement sees it.
    assert(tries < 3, `${post.sourceKind} ${post.sourceId} finds its accounts`)
  }
}

/**
 * The booking in one statement: accounts that are missing are made, then the transaction is written if every entry has its account,
 * and the entries with it. Not an INSERT that may fail: a failed statement would spoil the caller's transaction.
 */
async function book(db: Db, now: Date, post: LedgerPost, entries: readonly LedgerPosting[]): Promise<{ isPlaced: boolean; id: string | null }> {
  const { sourceKind, sourceId, clientId, mode, description } = post
  const of = <T>(value: (entry: LedgerPosting) => T): T[] => entries.map(value)
  const [row] = await db.$queryRaw<{ isPlaced: boolean; id: string | null }[]>`
    WITH entry AS (
      SELECT e."id", e."kind", nullif(e."owner", '') AS "owner", e."minor", e."currency"::char(3) AS "currency", e."newAccountId"
      FROM unnest(${of(() => newId('ent', now))}::text[], ${of(({ account }) => account.kind)}::text[], ${of(({ account }) => account.clientId ?? '')}::text[],
        ${of(({ amount }) => amount.minor)}::bigint[], ${of(({ amount }) => amount.currency)}::text[], ${of(() => newId('lac'))}::text[]) AS e("id", "kind", "owner", "minor", "currency", "newAccountId")
    ), found AS (
      SELECT e."id" AS "entryId", a."id" FROM entry e JOIN "LedgerAccount" a ON a."clientId" = e."owner" AND a."kind" = e."kind" AND a."currency" = e."currency" AND a."mode" = ${mode}
      UNION ALL
      SELECT e."id", a."id" FROM entry e JOIN "LedgerAccount" a ON a."clientId" IS NULL AND a."kind" = e."kind" AND a."currency" = e."currency" AND a."mode" = ${mode} WHERE e."owner" IS NULL
    ), made AS (
      INSERT INTO "LedgerAccount" ("id", "clientId", "kind", "currency", "mode")
      SELECT DISTINCT ON (e."owner", e."kind", e."currency") e."newAccountId", e."owner", e."kind", e."currency", ${mode} FROM entry e
      WHERE NOT EXISTS (SELECT 1 FROM found WHERE found."entryId" = e."id") ORDER BY e."owner", e."kind", e."currency"
      ON CONFLICT DO NOTHING RETURNING "id", "clientId", "kind", "currency"
    ), placed AS (
      SELECT e."id", coalesce(f."id", m."id") AS "accountId", e."minor", e."currency" FROM entry e LEFT JOIN found f ON f."entryId" = e."id"
        LEFT JOIN made m ON m."clientId" IS NOT DISTINCT FROM e."owner" AND m."kind" = e."kind" AND m."currency" = e."currency"
      WHERE f."id" IS NOT NULL OR m."id" IS NOT NULL
    ), booked AS (
      INSERT INTO "LedgerTransaction" ("id", "clientId", "sourceKind", "sourceId", "description", "mode", "reversesId", "createdAt")
      SELECT ${newId('txn', now)}, ${clientId}, ${sourceKind}, ${sourceId}, ${description}, ${mode}, ${post.reversesId ?? null}, ${now}
      WHERE (SELECT count(*) FROM placed) = ${entries.length}
      ON CONFLICT DO NOTHING RETURNING "id"
    ), written AS (
      INSERT INTO "LedgerEntry" ("id", "transactionId", "accountId", "amountMinor", "currency")
      SELECT placed."id", booked."id", placed."accountId", placed."minor", placed."currency" FROM placed, booked
    )
    SELECT (SELECT count(*) FROM placed) = ${entries.length} AS "isPlaced", (SELECT "id" FROM booked) AS "id"`
  return required(row, 'the booking')
}

async function bookedId(db: Db, post: LedgerPost): Promise<string> {
  const { sourceKind, sourceId, clientId } = post
  const found = await db.ledgerTransaction.findFirst({ where: { sourceKind, sourceId, clientId }, select: { id: true } })
  assert(found, `${sourceKind} ${sourceId} was booked for this client`)
  return found.id
}

