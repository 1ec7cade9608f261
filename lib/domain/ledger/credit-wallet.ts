import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import type { LedgerAccountRef } from './ledger-account'
import { postTransaction } from './post-transaction'

/** Makes sure the client has its one wallet. Two that do so at once make one. */
export async function openWallet(db: Db, clock: Clock, clientId: string, currency: string): Promise<void> {
  await db.wallet.createMany({ data: [{ id: newId('wal'), clientId, currency, updatedAt: clock.now() }], skipDuplicates: true })
}

type Credit = {
  clientId: string
  amount: Money
  mode: string
  sourceKind: string
  sourceId: string
  description: string
  /** Where the money comes from, debited with the same amount. */
  from: Pick<LedgerAccountRef, 'clientId' | 'kind'>
}

/** Adds credit to the client's wallet, once for each source, in the ledger and in the running balance together. */
export async function creditWallet(db: Db, clock: Clock, credit: Credit): Promise<{ isNew: boolean }> {
  const { clientId, amount } = credit
  await openWallet(db, clock, clientId, amount.currency)
  const { isNew } = await postTransaction(db, clock, {
    ...credit,
    entries: [
      { account: credit.from, amount },
      { account: { clientId, kind: 'wallet' }, amount: { ...amount, minor: -amount.minor } },
    ],
  })
  if (isNew) {
    await db.wallet.update({
      where: { clientId, currency: amount.currency },
      data: { balancePicos: { increment: moneyToPicos(amount) }, updatedAt: clock.now() },
      select: { id: true },
    })
  }
  return { isNew }
}
