import type { Db } from '@/lib/db/transaction'
import type { ClientCtx } from '@/lib/domain/context'
import { minutes } from '@/lib/kernel/clock'
import { healthOf } from '@/lib/providers/payments/health'
import { coinAssets, type ChainSource, type CoinAsset } from '@/lib/providers/chains/types'
import { findRate } from './find-rate'
import { leastUnits, unitsFor } from './units'
import type { CoinOptionView } from './view'

/** A chain that has not been read to its tip for so long is not offered: coins would come and nobody would see them. */
const unreadMs = minutes(10)

/** The chain that a coin is received on in this mode. */
export const sourceOf = ({ providers }: Pick<ClientCtx, 'providers'>, asset: CoinAsset, mode: string): ChainSource | undefined =>
  providers.chains.find((chain) => chain.mode === mode && chain.assets.includes(asset))

/** Whether coins of this network can be sent to `text`. A network that is not configured any more has no addresses. */
export const isAddressOf = ({ providers }: Pick<ClientCtx, 'providers'>, network: string, text: string): boolean =>
  providers.chains.find((chain) => chain.network === network)?.isAddress(text) ?? false

/** Whether a chain's nodes answer and the platform follows it. */
export async function isFollowed(db: Db, source: ChainSource, now: Date): Promise<boolean> {
  const cursor = await db.chainCursor.findUnique({ where: { network: source.network }, select: { readAt: true } })
  if (!cursor?.readAt || now.getTime() - cursor.readAt.getTime() > unreadMs) return false
  return (await healthOf(source)).ok
}

type Due = { currency: string; mode: string; dueMinor: bigint }

async function reasonAgainst(db: Db, source: ChainSource, asset: CoinAsset, { currency, mode, dueMinor }: Due, now: Date): Promise<CoinOptionView['reason']> {
  if (dueMinor <= 0n) return 'under_way'
  const { usable } = await findRate(db, { asset, currency, mode }, now)
  if (!usable) return 'no_rate'
  if (unitsFor(dueMinor, currency, usable.rate, asset) < leastUnits[asset]) return 'below_minimum'
  return (await isFollowed(db, source, now)) ? null : 'chain_down'
}

/** Every coin that this deployment receives, and why one cannot be chosen now. */
export async function coinOptions(ctx: Pick<ClientCtx, 'providers' | 'clock'> & { db: Db }, due: Due): Promise<CoinOptionView[]> {
  const options: CoinOptionView[] = []
  for (const asset of coinAssets) {
    const source = sourceOf(ctx, asset, due.mode)
    if (!source) continue
    const reason = await reasonAgainst(ctx.db, source, asset, due, ctx.clock.now())
    options.push({ asset, network: source.network, isAvailable: reason === null, reason })
  }
  return options
}
