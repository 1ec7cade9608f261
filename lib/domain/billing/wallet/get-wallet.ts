import type { Db } from '@/lib/db/transaction'
import { query } from '@/lib/domain/command'
import { burn, inBurnOrder, type GrantKind } from '@/lib/domain/ledger/grant'
import { scaledToDecimal } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { isTimeZone } from '../calendar'
import { GetWalletInput } from '../schema'
import { autoTopUpOf } from './auto-top-up-row'
import { topUpFields, topUpView } from './top-up-row'
import type { WalletGrantView, WalletView } from './view'

const grantFields = {
  id: true, kind: true, priority: true, amountPicos: true, remainingPicos: true, expiresAt: true, reason: true, createdAt: true,
} as const

const walletFields = {
  currency: true, balancePicos: true, heldPicos: true, lowBalancePicos: true,
  grants: { where: { remainingPicos: { gt: 0n } }, select: grantFields, take: 500 },
  topUps: { where: { state: 'pending' }, orderBy: { id: 'desc' }, select: topUpFields, take: 20 },
} as const

type GrantRow = { id: string; kind: string; priority: number; amountPicos: bigint; remainingPicos: bigint; expiresAt: Date | null; reason: string | null; createdAt: Date }

/** The grants as they stand now: what requests used since the last draw-down is taken off in burn order, as the draw-down will. */
export function grantsNow(rows: readonly GrantRow[], balancePicos: bigint, unit: bigint): WalletGrantView[] {
  const used = rows.reduce((total, { remainingPicos }) => total + remainingPicos, 0n) - balancePicos
  const burnt = new Map(burn(rows, used).map(({ id, picos }) => [id, picos]))
  return inBurnOrder(rows).flatMap(({ amountPicos, remainingPicos, kind, ...row }) => {
    const left = remainingPicos - (burnt.get(row.id) ?? 0n)
    return left > 0n ? [{ ...row, kind: kind as GrantKind, amountMinor: amountPicos / unit, remainingMinor: left / unit }] : []
  })
}

/** Reads the wallet of any client; the caller has checked who asks. */
export async function walletOf(db: Db, clientId: string, now: Date): Promise<WalletView> {
  const wallet = await db.wallet.findUnique({ where: { clientId }, select: walletFields })
  const client = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true, profile: { select: { timeZone: true } } } })
  const { balancePicos, heldPicos, lowBalancePicos, currency } = wallet ?? { balancePicos: 0n, heldPicos: 0n, lowBalancePicos: null, currency: client.currency }
  const unit = picosPerMinor(currency)
  const timeZone = client.profile && isTimeZone(client.profile.timeZone) ? client.profile.timeZone : 'UTC'
  return {
    currency,
    balanceMinor: balancePicos / unit,
    heldMinor: heldPicos / unit,
    availableMinor: (balancePicos - heldPicos) / unit,
    balance: scaledToDecimal(balancePicos, 12),
    lowBalanceMinor: lowBalancePicos === null ? null : lowBalancePicos / unit,
    grants: grantsNow(wallet?.grants ?? [], balancePicos, unit),
    pendingTopUps: (wallet?.topUps ?? []).map(topUpView),
    autoTopUp: await autoTopUpOf(db, clientId, now, timeZone),
  }
}

/**
 * The client's prepaid credit with its grants, unpaid top-ups and the order for automatic ones; empty when nothing was ever put in. Minor
 * units are rounded down: what can be spent, never more.
 */
export const getWallet = query('billing.getWallet', GetWalletInput, async (ctx): Promise<WalletView> => walletOf(ctx.db, ctx.clientId, ctx.clock.now()))
