import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import type { ChainSource, CoinArrivalFact } from '@/lib/providers/chains/types'
import type { Reading, WatchedAddress } from './read-chain'
import type { Touched } from './record-reading'

const fields = {
  id: true, asset: true, key: true, units: true, blockHeight: true, blockHash: true, goneAt: true, isReplaceable: true, owner: { select: { paymentId: true, clientId: true } },
} as const

type Place = Pick<CoinArrivalFact, 'asset' | 'key'>
const nameOf = ({ asset, key }: { asset: string; key: string }): string => `${asset} ${key}`

/**
 * Brings the recorded arrivals to what the chain shows: new ones are added, those of blocks that were taken back lose them or move, and what neither
 * blocks nor mempool show any more is gone. One that comes back is the same arrival again.
 */
export async function saveArrivals(db: Db, now: Date, source: ChainSource, reading: Reading, touched: Touched): Promise<void> {
  const { network } = source
  const shown = shownBy(reading)
  const moving = await db.coinArrival.findMany({
    where: { network, goneAt: null, OR: [{ blockHeight: null }, { blockHeight: { gt: reading.fork } }] }, select: fields,
  })
  const known = await findAll(db, network, [...shown.values()])
  for (const row of moving) known.set(nameOf(row), row)
  const owners = new Map(reading.watched.map((address) => [address.address, address]))
  for (const fact of shown.values()) await saveFact(db, { now, network, fork: reading.fork, touched }, fact, known.get(nameOf(fact)), owners.get(fact.address))
  for (const row of moving) {
    if (shown.has(nameOf(row))) continue
    // Until the mempool has been seen, what lost its block may still wait there.
    const goneAt = reading.pending === null ? null : now
    if (goneAt === null && row.blockHeight === null) continue
    await db.coinArrival.update({ where: { id: row.id }, data: { goneAt, ...withoutBlock }, select: { id: true } })
    touched.set(row.owner.paymentId, row.owner.clientId)
  }
}

/** By name; a block's word counts before the mempool's. */
function shownBy({ arrived, pending }: Reading): Map<string, CoinArrivalFact> {
  return new Map([...pending ?? [], ...arrived].map((fact) => [nameOf(fact), fact]))
}

const withoutBlock = { blockHeight: null, blockHash: null, confirmations: 0, isFinal: false } as const

type Row = NonNullable<Awaited<ReturnType<typeof rowsOf>>>[number]
const rowsOf = (db: Db, network: string, places: readonly Place[]) =>
  db.coinArrival.findMany({ where: { network, key: { in: places.map(({ key }) => key) } }, select: fields })

async function findAll(db: Db, network: string, places: readonly Place[]): Promise<Map<string, Row>> {
  return new Map((places.length === 0 ? [] : await rowsOf(db, network, places)).map((row) => [nameOf(row), row]))
}

type Saving = { now: Date; network: string; fork: number; touched: Touched }

async function saveFact(db: Db, { now, network, fork, touched }: Saving, fact: CoinArrivalFact, row: Row | undefined, owner: WatchedAddress | undefined): Promise<void> {
  const { asset, key, units, txHash, block } = fact
  const isReplaceable = fact.isReplaceable ?? false
  if (!row) {
    if (!owner) return
    const { id: addressId, clientId, paymentId } = owner
    await db.coinArrival.create({
      data: { id: newId('car', now), clientId, addressId, network, asset, key, units: units.toString(), txHash, seenAt: now, blockHeight: block?.height ?? null, blockHash: block?.hash ?? null, isReplaceable },
      select: { id: true },
    })
    touched.set(paymentId, clientId)
    return
  }
  // A mempool that lags behind takes no block away.
  if (block === null && row.blockHeight !== null && row.blockHeight <= fork) return
  if (block === null && row.goneAt === null && row.blockHeight === null && row.isReplaceable === isReplaceable) return
  if (block !== null && row.goneAt === null && row.blockHash === block.hash && row.blockHeight === block.height && row.units.equals(units.toString())) return
  const place = block ? { blockHeight: block.height, blockHash: block.hash, confirmations: 0, isFinal: false } : withoutBlock
  await db.coinArrival.update({ where: { id: row.id }, data: { ...place, units: units.toString(), goneAt: null, isReplaceable }, select: { id: true } })
  touched.set(row.owner.paymentId, row.owner.clientId)
}

/** The arrivals that one look at some addresses brought, added or confirmed; nothing is taken for gone. */
export async function addArrivals(db: Db, now: Date, network: string, facts: readonly CoinArrivalFact[], addresses: readonly WatchedAddress[], touched: Touched): Promise<void> {
  const known = await findAll(db, network, facts)
  const owners = new Map(addresses.map((address) => [address.address, address]))
  for (const fact of facts) await saveFact(db, { now, network, fork: Infinity, touched }, fact, known.get(nameOf(fact)), owners.get(fact.address))
}
