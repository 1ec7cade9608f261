import { platformDb } from '@/lib/db/platform-db'
import type { ChainPosition, ChainSource, CoinArrivalFact } from '@/lib/providers/chains/types'
import { recordedEther } from './recorded-ether'

/** So many blocks are remembered: further back a reorganisation is no accident, and a person must look. */
export const rememberedBlocks = 128
/** Read at once: a Bitcoin block is megabytes, an EVM range one question. */
const blocksAtOnce = { whole: 20, ranged: 1_000 } as const
/** A chain is read for the first time from a little before its tip. */
const firstLookBack = 10

export type WatchedAddress = { id: string; clientId: string; paymentId: string; address: string }

export type Reading = {
  /** Where the reading stood before: it counts only if it still stands there. */
  before: { height: number; readAt: Date | null }
  /** The last block that both the reading before and the chain have; below `before` after a reorganisation. */
  fork: number
  to: ChainPosition
  isAtTip: boolean
  /** The last blocks up to `to`. */
  blocks: ChainPosition[]
  finalized: number | null
  watched: WatchedAddress[]
  arrived: CoinArrivalFact[]
  /** Null where it could not be told for the moment of `to`. */
  pending: CoinArrivalFact[] | null
}

/** The chain changed while it was read. */
export class ChainMoved extends Error {}

/**
 * Reads on from where the chain's reading stands. Asks the nodes only; nothing is written but a first position.
 * @returns null when the nodes are behind what was already read
 * @throws ChainMoved, Error
 */
export async function readChain(source: ChainSource): Promise<Reading | null> {
  const tip = await source.tip()
  const cursor = await cursorOf(source, tip)
  const fork = await forkOf(source, cursor, tip)
  if (fork === null) return null
  // Asked for after the tip: whoever got an address later cannot have been paid in a block up to it.
  const watched = await watchedAddresses(source, fork)
  const span = source.followsAll ? blocksAtOnce.whole : blocksAtOnce.ranged
  const height = Math.min(tip.height, fork + span)
  const isAtTip = height === tip.height
  const to = isAtTip ? tip : { height, hash: await mustHash(source, height) }
  const addresses = new Set(watched.map(({ address }) => address))
  const blocks = await hashesUpTo(source, fork, to)
  const recorded = source.assets.includes('ETH') ? await recordedEther(source.network, fork, addresses) : undefined
  const arrived = height > fork ? await source.arrivalsIn(fork + 1, height, addresses, recorded) : []
  await assertStill(source, arrived, blocks, to)
  const pending = isAtTip ? await source.pending(addresses) : null
  const isStillTip = isAtTip && (await source.tip()).hash === to.hash
  const finalized = await source.finalizedHeight()
  return { before: { height: cursor.height, readAt: cursor.readAt }, fork, to, isAtTip, blocks, finalized, watched, arrived, pending: isStillTip ? pending : null }
}

type Cursor = ChainPosition & { readAt: Date | null }

async function cursorOf(source: ChainSource, tip: ChainPosition): Promise<Cursor> {
  const { network } = source
  const select = { height: true, hash: true, readAt: true } as const
  const found = await platformDb.chainCursor.findUnique({ where: { network }, select })
  if (found?.height != null && found.hash !== null) return { height: found.height, hash: found.hash, readAt: found.readAt }
  const height = Math.max(0, tip.height - firstLookBack)
  const start = { height, hash: await mustHash(source, height) }
  await platformDb.chainCursor.upsert({ where: { network }, create: { network }, update: {}, select: { network: true } })
  await platformDb.chainCursor.updateMany({ where: { network, height: null }, data: start })
  return { ...start, readAt: found?.readAt ?? null }
}

/** The last block that we and the chain agree on; null while the nodes have only a part of what we read. */
async function forkOf(source: ChainSource, cursor: Cursor, tip: ChainPosition): Promise<number | null> {
  if (tip.height >= cursor.height && await source.hashAt(cursor.height) === cursor.hash) return cursor.height
  const known = await platformDb.chainBlock.findMany({ where: { network: source.network, height: { lt: cursor.height } }, orderBy: { height: 'desc' }, select: { height: true, hash: true } })
  for (const { height, hash } of known.filter((block) => block.height <= tip.height)) {
    if (await source.hashAt(height) !== hash) continue
    // Nodes that are merely late have taken nothing back.
    return height === tip.height ? null : height
  }
  throw new Error(`${source.network}: none of the last ${known.length} blocks is in the chain any more`)
}

async function watchedAddresses(source: ChainSource, fork: number): Promise<WatchedAddress[]> {
  const touched = { arrivals: { some: { goneAt: null, OR: [{ blockHeight: null }, { blockHeight: { gt: fork } }] } } }
  return platformDb.coinAddress.findMany({
    where: { network: source.network, ...(source.followsAll ? {} : { OR: [{ scannedHeight: null }, touched] }) },
    orderBy: { id: 'asc' }, select: { id: true, clientId: true, paymentId: true, address: true },
  })
}

async function mustHash(source: ChainSource, height: number): Promise<string> {
  const hash = await source.hashAt(height)
  if (hash === null) throw new ChainMoved()
  return hash
}

async function hashesUpTo(source: ChainSource, fork: number, to: ChainPosition): Promise<ChainPosition[]> {
  const blocks: ChainPosition[] = []
  for (let height = Math.max(fork, to.height - rememberedBlocks + 1); height < to.height; height++) blocks.push({ height, hash: await mustHash(source, height) })
  return [...blocks, to]
}

/** What was read belongs to one chain: its ends are where they were, and every arrival is in a block of it. */
async function assertStill(source: ChainSource, arrived: readonly CoinArrivalFact[], blocks: readonly ChainPosition[], to: ChainPosition): Promise<void> {
  const [first] = blocks
  if (await source.hashAt(to.height) !== to.hash || (first && await source.hashAt(first.height) !== first.hash)) throw new ChainMoved()
  const hashes = new Map(blocks.map(({ height, hash }) => [height, hash]))
  for (const { block } of arrived) {
    const hash = block ? hashes.get(block.height) ?? await source.hashAt(block.height) : null
    if (!block || block.hash !== hash) throw new ChainMoved()
  }
}
