import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import type { BaseCtx } from '@/lib/domain/context'
import { days, plus } from '@/lib/kernel/clock'
import type { ChainSource, CoinArrivalFact } from '@/lib/providers/chains/types'
import { watchMs } from '../../coins/issue-address'
import { tellMoney, type Touched } from './record-reading'
import { recordedEther } from './recorded-ether'
import { addArrivals } from './save-arrivals'
import { tellUntold } from './tell-untold'

const betweenVisitsMs = days(7)
const batch = 20

/**
 * Looks at addresses that nobody is expected to pay to any more, each once a week and for ever, over all the blocks since it was last looked at:
 * people pay old invoices. One that was paid, or is expected to be again, is looked at in every pass from then on.
 * @returns how many payments it concerns
 */
export async function visitOldAddresses(ctx: BaseCtx, source: ChainSource): Promise<number> {
  if (source.followsAll) return 0
  const { network } = source
  const now = ctx.clock.now()
  const cursor = await platformDb.chainCursor.findUniqueOrThrow({ where: { network }, select: { height: true, hash: true } })
  const due = await platformDb.coinAddress.findMany({
    where: { network, scannedHeight: { not: null }, OR: [{ scannedAt: { lte: plus(now, -betweenVisitsMs) } }, { watchUntil: { gt: now } }] },
    orderBy: [{ scannedAt: 'asc' }, { id: 'asc' }], take: batch,
    select: { id: true, clientId: true, paymentId: true, address: true, scannedHeight: true, watchUntil: true },
  })
  const height = cursor.height ?? 0
  if (due.length === 0) return 0
  const facts: CoinArrivalFact[] = []
  const untold = new Map<string, bigint>()
  // Each from where its own reading stands: what is recorded before that is not to be found again.
  for (const start of new Set(due.map(({ scannedHeight }) => scannedHeight))) {
    const addresses = due.filter(({ scannedHeight }) => scannedHeight === start).map(({ address }) => address)
    facts.push(...await look(source, start ?? height, height, new Set(addresses), untold))
  }
  const paid = new Set(facts.map(({ address }) => address))
  return inTransaction(platformDb, async (db) => {
    const [row] = await db.$queryRaw<{ hash: string }[]>`SELECT "hash" FROM "ChainCursor" WHERE "network" = ${network} FOR UPDATE`
    if (row?.hash !== cursor.hash) return 0
    const touched: Touched = new Map()
    await addArrivals(db, now, network, facts, due, touched)
    const isWanted = ({ address, watchUntil }: (typeof due)[number]): boolean => paid.has(address) || watchUntil > now
    await db.coinAddress.updateMany({ where: { network, id: { in: due.filter(isWanted).map(({ id }) => id) } }, data: { scannedHeight: null, scannedAt: null } })
    await db.coinAddress.updateMany({ where: { network, id: { in: due.filter(({ address }) => paid.has(address)).map(({ id }) => id) }, watchUntil: { lt: plus(now, watchMs) } }, data: { watchUntil: plus(now, watchMs) } })
    await db.coinAddress.updateMany({ where: { network, id: { in: due.filter((one) => !isWanted(one)).map(({ id }) => id) } }, data: { scannedHeight: height, scannedAt: now } })
    for (const one of due) await tellUntold(db, ctx, source.mode, one, untold.get(one.address) ?? 0n)
    await tellMoney(ctx, db, touched)
    return touched.size
  })
}

async function look(source: ChainSource, start: number, height: number, addresses: ReadonlySet<string>, untold: Map<string, bigint>): Promise<CoinArrivalFact[]> {
  if (height <= start) return []
  const recorded = source.assets.includes('ETH') ? await recordedEther(source.network, start, addresses) : undefined
  return source.arrivalsIn(start + 1, height, addresses, recorded, (address, held) => untold.set(address, held))
}
