import type { Db } from '@/lib/db/transaction'
import { assert } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import { defaultPriority, type GrantKind } from './grant'
import type { LedgerAccountRef } from './ledger-account'
import { postTransaction } from './post-transaction'

/** Makes sure the client has its one wallet. Two that do so at once make one. */
export async function openWallet(db: Db, clock: Clock, clientId: string, currency: string): Promise<void> {
  await db.wallet.createMany({ data: [{ id: newId('wal'), clientId, currency, updatedAt: clock.now() }], skipDuplicates: true })
}

export type WalletCredit = {
  clientId: string
  amount: Money
  mode: string
  sourceKind: string
  sourceId: string
  description: string
  /** Where the money comes from, debited with the same amount. */
  from: Pick<LedgerAccountRef, 'clientId' | 'kind'>
  /** What the wallet is given; a surplus of a payment when nothing is said. */
  grant?: { kind: GrantKind; priority?: number; expiresAt?: Date | null; reason?: string | null; createdById?: string | null }
}

/**
 * Adds credit to the client's wallet, once for each source: in the ledger, in the running balance, and as a grant with its own expiry
 * and priority. One of the two doors to a wallet; `debitWallet` is the other.
 */
export async function creditWallet(db: Db, clock: Clock, credit: WalletCredit): Promise<{ id: string; isNew: boolean }> {
  const { clientId, amount, sourceKind, sourceId } = credit
  assert(amount.minor > 0n, 'a credit is more than nothing')
  await openWallet(db, clock, clientId, amount.currency)
  const posted = await postTransaction(db, clock, {
    ...credit,
    entries: [
      { account: credit.from, amount },
      { account: { clientId, kind: 'wallet' }, amount: { ...amount, minor: -amount.minor } },
    ],
  })
  if (!posted.isNew) return posted
  const now = clock.now()
  const picos = moneyToPicos(amount)
  const { id: walletId } = await db.wallet.update({
    where: { clientId, currency: amount.currency },
    data: { balancePicos: { increment: picos }, updatedAt: now },
    select: { id: true },
  })
  const grant: NonNullable<WalletCredit['grant']> = credit.grant ?? { kind: 'surplus' }
  await db.walletGrant.create({
    select: { id: true },
    data: {
      id: newId('grt', now), clientId, walletId, kind: grant.kind, priority: grant.priority ?? defaultPriority[grant.kind], amountPicos: picos, remainingPicos: picos,
      expiresAt: grant.expiresAt ?? null, sourceKind, sourceId, reason: grant.reason ?? null, createdById: grant.createdById ?? null, createdAt: now,
    },
  })
  return posted
}
