import type { Db } from '@/lib/db/transaction'
import type { Burn, BurnableGrant, GrantKind } from './grant'
import { burn } from './grant'

export type LockedWallet = {
  id: string
  clientId: string
  currency: string
  balancePicos: bigint
  heldPicos: bigint
  drawnPicos: bigint
  unpostedPicos: bigint
}

/** The client's wallet, held until commit, or null when it has none. Requests settle again once the caller has committed. */
export async function lockWallet(db: Db, clientId: string): Promise<LockedWallet | null> {
  const rows = await db.$queryRaw<LockedWallet[]>`
    SELECT "id", "clientId", "currency", "balancePicos", "heldPicos", "drawnPicos", "unpostedPicos" FROM "Wallet" WHERE "clientId" = ${clientId} FOR UPDATE`
  return rows[0] ?? null
}

/** The grants of a wallet that have something left, of all kinds or of these. */
export async function grantsLeft(db: Db, wallet: Pick<LockedWallet, 'id' | 'clientId'>, kinds?: readonly GrantKind[]): Promise<BurnableGrant[]> {
  return db.walletGrant.findMany({
    where: { clientId: wallet.clientId, walletId: wallet.id, remainingPicos: { gt: 0n }, ...(kinds ? { kind: { in: [...kinds] } } : {}) },
    select: { id: true, priority: true, expiresAt: true, remainingPicos: true },
  })
}

/** Writes what was burnt; the wallet is locked. */
export async function writeBurns(db: Db, clientId: string, burns: readonly Burn[]): Promise<void> {
  for (const { id, picos } of burns) {
    await db.walletGrant.update({ where: { clientId_id: { clientId, id } }, data: { remainingPicos: { decrement: picos } }, select: { id: true } })
  }
}

/**
 * Takes from the grants what requests have used since the last time. Requests only ever touch the wallet's balance, so what the grants
 * have more than the balance is what was used. Runs before anything else happens to grants, so that usage comes before expiry.
 * @returns the wallet as it is now
 */
export async function drawDown(db: Db, wallet: LockedWallet): Promise<LockedWallet> {
  const grants = await grantsLeft(db, wallet)
  const used = grants.reduce((total, grant) => total + grant.remainingPicos, 0n) - wallet.balancePicos
  if (used <= 0n) return wallet
  await writeBurns(db, wallet.clientId, burn(grants, used))
  await db.wallet.update({
    where: { clientId: wallet.clientId }, data: { drawnPicos: { increment: used }, unpostedPicos: { increment: used } }, select: { id: true },
  })
  return { ...wallet, drawnPicos: wallet.drawnPicos + used, unpostedPicos: wallet.unpostedPicos + used }
}
