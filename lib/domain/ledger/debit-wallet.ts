import type { Db } from '@/lib/db/transaction'
import { assert } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney, money, type Money } from '@/lib/kernel/money'
import { moneyToPicos, picosPerMinor } from '@/lib/kernel/rate'
import { settleGrants } from './expire-grants'
import { burn, type BurnableGrant, type GrantKind } from './grant'
import type { LedgerAccountRef } from './ledger-account'
import { grantsLeft, lockWallet, writeBurns, type LockedWallet } from './lock-wallet'
import { postTransaction } from './post-transaction'

export type WalletDebit = {
  clientId: string
  amount: Money
  mode: string
  sourceKind: string
  sourceId: string
  description: string
  /** What is paid with it, credited with the same amount. */
  to: Pick<LedgerAccountRef, 'clientId' | 'kind'>
  /** Only grants of these kinds pay, in burn order; all when absent. */
  kinds?: readonly GrantKind[]
}

const sumOf = (grants: readonly BurnableGrant[]): bigint => grants.reduce((sum, { remainingPicos }) => sum + remainingPicos, 0n)

const freeMinor = (wallet: LockedWallet): bigint => (wallet.balancePicos - wallet.heldPicos) / picosPerMinor(wallet.currency)

const short = (amount: Money, free: bigint): DomainError =>
  new DomainError('insufficient_funds', { internal: `the wallet has ${formatMoney(money(free, amount.currency))} free` })

/**
 * Takes credit out of the client's wallet, once for each source: in the ledger, in the running balance, and from the grants in burn order.
 * What running requests hold cannot be taken.
 * @throws DomainError insufficient_funds when less than `amount` is free; then nothing has changed once the caller rolls back
 */
export async function debitWallet(db: Db, clock: Clock, debit: WalletDebit): Promise<{ id: string; isNew: boolean }> {
  const { clientId, amount } = debit
  assert(amount.minor > 0n, 'a debit is more than nothing')
  const locked = await lockWallet(db, clientId)
  if (!locked || locked.currency !== amount.currency) throw short(amount, 0n)
  const posted = await postTransaction(db, clock, {
    ...debit,
    entries: [
      { account: { clientId, kind: 'wallet' }, amount },
      { account: debit.to, amount: { ...amount, minor: -amount.minor } },
    ],
  })
  if (!posted.isNew) return posted
  const wallet = await settleGrants(db, clock, locked, debit.mode)
  const picos = moneyToPicos(amount)
  const taken = await db.$executeRaw`
    UPDATE "Wallet" SET "balancePicos" = "balancePicos" - ${picos}, "updatedAt" = ${clock.now()}
     WHERE "id" = ${wallet.id} AND "clientId" = ${clientId} AND "balancePicos" - "heldPicos" >= ${picos}`
  if (taken === 0) throw short(amount, freeMinor(wallet))
  const grants = await grantsLeft(db, wallet, debit.kinds)
  if (sumOf(grants) < picos) throw short(amount, sumOf(grants) / picosPerMinor(amount.currency))
  await writeBurns(db, clientId, burn(grants, picos))
  return posted
}

/**
 * Takes as much of `atMost` as is free, for acts that use the wallet first and something else for the rest.
 * @returns what was taken; zero changes nothing, and so does a source that was booked before (its amount is the answer)
 */
export async function debitWalletUpTo(db: Db, clock: Clock, debit: Omit<WalletDebit, 'amount'> & { atMost: Money }): Promise<Money> {
  const { atMost, ...rest } = debit
  const { clientId, sourceKind, sourceId, mode } = debit
  const none = money(0n, atMost.currency)
  const locked = await lockWallet(db, clientId)
  if (!locked || locked.currency !== atMost.currency || atMost.minor <= 0n) return none
  const before = await db.ledgerTransaction.findFirst({
    where: { sourceKind, sourceId, clientId }, select: { entries: { where: { account: { kind: 'wallet', clientId } }, select: { amountMinor: true } } },
  })
  if (before) return money(before.entries.reduce((total, entry) => total + entry.amountMinor, 0n), atMost.currency)
  const wallet = await settleGrants(db, clock, locked, mode)
  const ofKinds = sumOf(await grantsLeft(db, wallet, debit.kinds)) / picosPerMinor(wallet.currency)
  const least = [freeMinor(wallet), ofKinds, atMost.minor].reduce((a, b) => (a < b ? a : b))
  const amount = money(least, atMost.currency)
  if (amount.minor <= 0n) return none
  await debitWallet(db, clock, { ...rest, amount })
  return amount
}
