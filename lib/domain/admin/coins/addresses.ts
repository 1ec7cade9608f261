import type { Db } from '@/lib/db/transaction'
import { unitsOf, type StoredUnits } from '@/lib/db/stored-units'
import { coinText } from '@/lib/domain/billing/coins/units'
import { healthOf } from '@/lib/providers/payments/health'
import type { ChainSource, CoinAsset } from '@/lib/providers/chains/types'
import { platformQuery } from '../../platform/command'
import { containing, pageOf } from '../page-of'
import { NoInput } from '../schema'
import { ListCoinAddressesInput } from './schema'
import type { CoinAddressView, CoinChainView } from './view'

const fields = {
  id: true, clientId: true, paymentId: true, network: true, asset: true, index: true, address: true, createdAt: true, watchUntil: true,
  payment: { select: { invoiceId: true, client: { select: { name: true } } } },
  arrivals: { where: { goneAt: null }, orderBy: { seenAt: 'asc' }, select: { id: true, asset: true, units: true, txHash: true, seenAt: true, bookedAt: true, reversedAt: true, ignoredAt: true } },
} as const

type Sums = Map<string, bigint>
const sumsOf = (arrivals: readonly { asset: string; units: StoredUnits }[]): Sums => {
  const sums: Sums = new Map()
  for (const { asset, units } of arrivals) sums.set(asset, (sums.get(asset) ?? 0n) + unitsOf(units))
  return sums
}
const texts = (sums: Sums) => [...sums].map(([asset, units]) => ({ asset: asset as CoinAsset, amountText: coinText(units, asset as CoinAsset) })) // held to its list by a CHECK

type ArrivalRow = { id: string; asset: string; units: StoredUnits; txHash: string | null; seenAt: Date; bookedAt: Date | null; reversedAt: Date | null; ignoredAt: Date | null }

const arrivalView = ({ id, asset, units, txHash, seenAt, bookedAt, reversedAt, ignoredAt }: ArrivalRow): CoinAddressView['arrivals'][number] => ({
  id, asset: asset as CoinAsset, amountText: coinText(unitsOf(units), asset as CoinAsset), txHash, seenAt, isBooked: bookedAt !== null && reversedAt === null, isIgnored: ignoredAt !== null,
})

/** Addresses that were given to payments, newest first, with what came to each. */
export const listCoinAddresses = platformQuery('admin.listCoinAddresses', ListCoinAddressesInput, async ({ db }, { q, network, ...page }) =>
  pageOf(page, ({ where, ...args }) => db.coinAddress.findMany({
    ...args, select: fields,
    where: { AND: [where, network ? { network } : {}, q ? { OR: [{ address: containing(q) }, { paymentId: q }, { clientId: q }, { payment: { invoiceId: q } }, { payment: { client: { name: containing(q) } } }] } : {}] },
  }), ({ payment, arrivals, asset, ...row }): CoinAddressView => ({
    ...row, asset: asset as CoinAsset, clientName: payment.client.name, invoiceId: payment.invoiceId, received: texts(sumsOf(arrivals)), arrivals: arrivals.map(arrivalView),
  })))

async function chainView(db: Db, source: ChainSource): Promise<CoinChainView> {
  const { network, mode, assets } = source
  const [health, tip, cursor, addresses, arrivals] = await Promise.all([
    healthOf(source), source.tip().catch(() => null), db.chainCursor.findUnique({ where: { network }, select: { height: true } }), db.coinAddress.count({ where: { network } }),
    db.coinArrival.groupBy({ by: ['asset', 'confirmations'], where: { network, goneAt: null, confirmations: 0 }, _sum: { units: true } }),
  ])
  const all = await db.coinArrival.groupBy({ by: ['asset'], where: { network, goneAt: null }, _sum: { units: true } })
  const sum = (rows: readonly { asset: string; _sum: { units: StoredUnits | null } }[], asset: CoinAsset): string => {
    const found = rows.find((row) => row.asset === asset)?._sum.units
    return coinText(found ? unitsOf(found) : 0n, asset)
  }
  return {
    network, mode, assets: [...assets], firstAddress: source.addressAt(0), tipHeight: tip?.height ?? null, followedHeight: cursor?.height ?? null,
    health: { ok: health.ok, reason: health.reason ?? null }, addresses, balances: assets.map((asset) => ({ asset, amountText: sum(all, asset), unconfirmedText: sum(arrivals, asset) })),
  }
}

/** Every chain that coins are received on: how far it is read, what came, and the first address to compare with the operator's wallet. */
export const coinBalances = platformQuery('admin.coinBalances', NoInput, async ({ db, providers }): Promise<{ data: CoinChainView[] }> => (
  { data: await Promise.all(providers.chains.map((source) => chainView(db, source))) }
))
