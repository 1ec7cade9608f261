import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import type { BaseCtx } from '@/lib/domain/context'
import { enqueue } from '@/lib/domain/events/enqueue'
import type { ChainPosition, ChainSource } from '@/lib/providers/chains/types'
import { rememberedBlocks, type Reading } from './read-chain'
import { saveArrivals } from './save-arrivals'

/** Payments whose arrivals changed → their clients. */
export type Touched = Map<string, string>

/** Without a word from the chain itself, what is final is a matter of depth. */
const finalDepth = (source: ChainSource): number => (source.assets.includes('BTC') ? 6 : 64)

/**
 * Writes a reading down, all of it or nothing: what the blocks brought, what a reorganisation took, how deep everything lies, where the reading
 * stands now, and a word to whoever turns coins into money.
 * @returns how many payments it concerns, or null when somebody else has read on meanwhile
 */
export async function recordReading(ctx: BaseCtx, source: ChainSource, reading: Reading): Promise<number | null> {
  const { network } = source
  const now = ctx.clock.now()
  return inTransaction(platformDb, async (db) => {
    if (!await isWhereItWas(db, network, reading)) return null
    const touched: Touched = new Map()
    await saveArrivals(db, now, source, reading, touched)
    await countConfirmations(db, source, reading, touched)
    await db.chainBlock.deleteMany({ where: { network, height: { gt: reading.fork } } })
    await rememberBlocks(db, network, reading.blocks)
    if (reading.fork < reading.before.height) await db.coinAddress.updateMany({ where: { network, scannedHeight: { gt: reading.fork } }, data: { scannedHeight: reading.fork } })
    if (reading.isAtTip && !source.followsAll) {
      await db.coinAddress.updateMany({
        where: { network, scannedHeight: null, watchUntil: { lte: now }, id: { in: reading.watched.map(({ id }) => id) } }, data: { scannedHeight: reading.to.height, scannedAt: now },
      })
    }
    const { height, hash } = reading.to
    await db.chainCursor.update({
      where: { network }, select: { network: true }, data: { height, hash, ...(reading.isAtTip ? { tipHeight: height, readAt: now } : {}), failure: null, failedAt: null },
    })
    await tellMoney(ctx, db, touched)
    return touched.size
  })
}

/** Locks the chain's row: readings are written one after the other, and only one that goes on from the last. */
async function isWhereItWas(db: Db, network: string, { before }: Reading): Promise<boolean> {
  const [row] = await db.$queryRaw<{ height: number; readAt: Date | null }[]>`SELECT "height", "readAt" FROM "ChainCursor" WHERE "network" = ${network} FOR UPDATE`
  return row?.height === before.height && row.readAt?.getTime() === before.readAt?.getTime()
}

async function rememberBlocks(db: Db, network: string, blocks: readonly ChainPosition[]): Promise<void> {
  await db.chainBlock.createMany({ data: blocks.map((block) => ({ network, ...block })), skipDuplicates: true })
  const last = blocks.at(-1)
  if (last) await db.chainBlock.deleteMany({ where: { network, height: { lte: last.height - rememberedBlocks } } })
}

/** Of all that is not final yet. */
async function countConfirmations(db: Db, source: ChainSource, { to, finalized }: Reading, touched: Touched): Promise<void> {
  const final = finalized ?? to.height - finalDepth(source) + 1
  const rows = await db.$queryRaw<{ paymentId: string; clientId: string }[]>`
    UPDATE "CoinArrival" r SET "confirmations" = ${to.height} - r."blockHeight" + 1, "isFinal" = r."blockHeight" <= ${final}
    FROM "CoinAddress" a
    WHERE a."id" = r."addressId" AND r."network" = ${source.network} AND r."blockHeight" IS NOT NULL AND NOT r."isFinal" AND r."goneAt" IS NULL
      AND (r."confirmations" <> ${to.height} - r."blockHeight" + 1 OR r."blockHeight" <= ${final})
    RETURNING a."paymentId", a."clientId"`
  for (const { paymentId, clientId } of rows) touched.set(paymentId, clientId)
}

/** One word a payment, in the same transaction: what is recorded is never forgotten on its way to the books. */
export async function tellMoney(ctx: BaseCtx, db: Db, touched: Touched): Promise<void> {
  for (const [paymentId, clientId] of touched) await enqueue(db, ctx.clock, clientId, 'coins.settle', { paymentId })
}
