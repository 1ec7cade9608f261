import type { Db } from '@/lib/db/transaction'
import { assert } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Money } from '@/lib/kernel/money'
import { ledgerAccountId, type LedgerAccountRef } from './ledger-account'
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
  const now = clock.now()
  const id = newId('txn', now)
  const { sourceKind, sourceId, clientId, mode, description } = post
  const row = { id, clientId, sourceKind, sourceId, description, mode, reversesId: post.reversesId ?? null, createdAt: now }
  // Not an INSERT that may fail: a failed statement would spoil the caller's transaction.
  const { count } = await db.ledgerTransaction.createMany({ data: [row], skipDuplicates: true })
  if (count === 0) return { id: await bookedId(db, post), isNew: false }
  for (const { account, amount } of entries) {
    const accountId = await ledgerAccountId(db, { ...account, currency: amount.currency, mode })
    await db.ledgerEntry.create({
      select: { id: true },
      data: { id: newId('ent', now), transactionId: id, accountId, amountMinor: amount.minor, currency: amount.currency },
    })
  }
  return { id, isNew: true }
}

async function bookedId(db: Db, post: LedgerPost): Promise<string> {
  const { sourceKind, sourceId, clientId } = post
  const found = await db.ledgerTransaction.findFirst({ where: { sourceKind, sourceId, clientId }, select: { id: true } })
  assert(found, `${sourceKind} ${sourceId} was booked for this client`)
  return found.id
}

