import type { Db } from '@/lib/db/transaction'
import { assert } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import type { LedgerAccountKind } from './ledger-account'
import { postTransaction } from './post-transaction'

type Reversal = { sourceKind: string; sourceId: string; clientId: string | null; description: string }

/**
 * Books the exact opposite of what `sourceKind`/`sourceId` booked. Doing it twice changes nothing. A booking on a wallet is undone by
 * `creditWallet` or `debitWallet` instead, which move its balance and grants along.
 * @throws DomainError not_found when nothing was booked for that source
 */
export async function reverseTransaction(db: Db, clock: Clock, of: Reversal): Promise<{ id: string; isNew: boolean }> {
  const { sourceKind, sourceId, clientId, description } = of
  const first = await db.ledgerTransaction.findFirst({
    where: { sourceKind, sourceId, clientId },
    select: { id: true, mode: true, entries: { select: { amountMinor: true, currency: true, account: { select: { clientId: true, kind: true } } } } },
  })
  if (!first) throw notFound('ledger transaction')
  assert(first.entries.every(({ account }) => account.kind !== 'wallet'), 'a wallet is moved through its own two doors')
  return postTransaction(db, clock, {
    sourceKind: `${sourceKind}_reversal`,
    sourceId,
    clientId,
    mode: first.mode,
    description,
    reversesId: first.id,
    entries: first.entries.map(({ account, amountMinor, currency }) => ({
      account: { clientId: account.clientId, kind: account.kind as LedgerAccountKind },
      amount: money(-amountMinor, currency),
    })),
  })
}
