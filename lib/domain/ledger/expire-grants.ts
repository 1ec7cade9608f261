import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { money } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { inBurnOrder } from './grant'
import { drawDown, grantsLeft, type LockedWallet } from './lock-wallet'
import { postTransaction } from './post-transaction'

/**
 * Brings a locked wallet's grants up to now: usage is taken from them first, then what has expired leaves the wallet as breakage.
 * Credit that a running request holds stays until the request has ended; the next run takes what is left then. Parts of a minor unit
 * join the usage that waits to be booked, so that ledger and wallet agree to the last pico.
 * @returns the wallet as it is now
 */
export async function settleGrants(db: Db, clock: Clock, locked: LockedWallet, mode: string): Promise<LockedWallet> {
  const now = clock.now()
  let wallet = await drawDown(db, locked)
  const due = (await grantsLeft(db, wallet)).filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now)
  for (const grant of inBurnOrder(due)) {
    const free = wallet.balancePicos - wallet.heldPicos
    const lost = grant.remainingPicos < free ? grant.remainingPicos : free
    if (lost > 0n) wallet = await expire(db, clock, wallet, { ...grant, lost, mode })
  }
  return wallet
}

type Expiring = { id: string; remainingPicos: bigint; lost: bigint; mode: string }

async function expire(db: Db, clock: Clock, wallet: LockedWallet, { id, remainingPicos, lost, mode }: Expiring): Promise<LockedWallet> {
  const { clientId, currency } = wallet
  const now = clock.now()
  const unit = picosPerMinor(currency)
  await db.walletGrant.update({
    where: { clientId_id: { clientId, id } },
    data: { remainingPicos: { decrement: lost }, ...(lost === remainingPicos ? { expiredAt: now } : {}) },
    select: { id: true },
  })
  await db.wallet.update({
    where: { clientId }, data: { balancePicos: { decrement: lost }, unpostedPicos: { increment: lost % unit }, updatedAt: now }, select: { id: true },
  })
  const whole = money(lost / unit, currency)
  await postTransaction(db, clock, {
    // What was left names the part: a grant that expires in two steps is booked twice, each step once.
    sourceKind: 'grant_expiry', sourceId: `${id}:${remainingPicos}`, clientId, mode, description: `Expiry of grant ${id}`,
    entries: [
      { account: { clientId, kind: 'wallet' }, amount: whole },
      { account: { clientId: null, kind: 'breakage' }, amount: { ...whole, minor: -whole.minor } },
    ],
  })
  return { ...wallet, balancePicos: wallet.balancePicos - lost, unpostedPicos: wallet.unpostedPicos + (lost % unit) }
}
