import { platformDb } from '@/lib/db/platform-db'
import { unitsOf } from '@/lib/db/stored-units'
import type { Db } from '@/lib/db/transaction'
import type { BaseCtx } from '@/lib/domain/context'
import { days, plus } from '@/lib/kernel/clock'
import { money } from '@/lib/kernel/money'
import type { ChainSource, CoinAsset } from '@/lib/providers/chains/types'
import { valueMinor } from '../../coins/units'
import type { Finding } from '../../reconciliation/compare'
import { settleCoinsById } from './settle-coins'

type Range = { from: Date; to: Date }
export type CoinBooks = { findings: Finding[]; payments: number }

/** Addresses asked about in one run, the newest first. */
const mostAsked = 1_000

const arrivalFields = { id: true, clientId: true, asset: true, units: true, rate: true, valueMinor: true, txHash: true, owner: { select: { paymentId: true, payment: { select: { currency: true } } } } } as const

/** Coins that should have been in the books for a day: settled once more, and told when they are still not. */
async function leftBehind(ctx: BaseCtx): Promise<Finding[]> {
  const where = { bookedAt: null, goneAt: null, ignoredAt: null, seenAt: { lt: plus(ctx.clock.now(), -days(1)) }, OR: [{ isFinal: true }, { asset: 'BTC', confirmations: { gte: 6 } }] }
  const behind = await platformDb.coinArrival.findMany({ where, select: { owner: { select: { paymentId: true } } } })
  for (const id of new Set(behind.map(({ owner }) => owner.paymentId))) await settleCoinsById(ctx, id)
  const rows = await platformDb.coinArrival.findMany({ where, select: arrivalFields })
  return rows.map((row): Finding => ({
    kind: 'missing_here', about: 'payment', reference: row.id, externalId: row.txHash, clientId: row.clientId,
    theirs: money(row.valueMinor ?? 0n, row.owner.payment.currency), ours: null,
  }))
}

/** Arrivals of the range whose bookings do not come to what they are worth. */
async function wrongBookings({ from, to }: Range): Promise<{ findings: Finding[]; count: number }> {
  const rows = await platformDb.$queryRaw<{ id: string; clientId: string; txHash: string | null; valueMinor: bigint; bookedMinor: bigint; currency: string }[]>`
    SELECT a."id", a."clientId", a."txHash", a."valueMinor", p."currency", COALESCE((
      SELECT SUM(e."amountMinor") FROM "LedgerTransaction" t JOIN "LedgerEntry" e ON e."transactionId" = t."id" JOIN "LedgerAccount" c ON c."id" = e."accountId"
       WHERE t."sourceKind" IN ('coin_arrival', 'coin_arrival_surplus') AND c."kind" = 'clearing_crypto'
         AND t."sourceId" = CASE a."bookings" WHEN 1 THEN a."id" ELSE a."id" || ':' || a."bookings" END), 0)::bigint AS "bookedMinor"
      FROM "CoinArrival" a JOIN "CoinAddress" d ON d."id" = a."addressId" JOIN "Payment" p ON p."id" = d."paymentId"
     WHERE a."bookedAt" >= ${from} AND a."bookedAt" < ${to} AND a."reversedAt" IS NULL`
  const wrong = rows.filter((row) => row.bookedMinor !== row.valueMinor)
  return {
    count: rows.length,
    findings: wrong.map((row): Finding => ({
      kind: 'amount_differs', about: 'payment', reference: row.id, externalId: row.txHash, clientId: row.clientId,
      theirs: money(row.valueMinor, row.currency), ours: money(row.bookedMinor, row.currency),
    })),
  }
}

/**
 * Addresses of the range where the chain holds more than was ever recorded. Less is no finding: the operator moves coins on, and not
 * every chain tells what once was there.
 */
async function unrecorded(source: ChainSource, { from, to }: Range): Promise<{ findings: Finding[]; count: number }> {
  const rows = await platformDb.coinAddress.findMany({
    where: { network: source.network, OR: [{ createdAt: { gte: from, lt: to } }, { watchUntil: { gte: from, lt: to } }, { arrivals: { some: { seenAt: { gte: from, lt: to } } } }] },
    orderBy: { id: 'desc' }, take: mostAsked, select: { id: true, clientId: true, address: true, payment: { select: { currency: true } } },
  })
  const findings: Finding[] = []
  if (rows.length === 0) return { findings, count: 0 }
  const addresses = new Set(rows.map(({ address }) => address))
  for (const asset of source.assets) {
    const held = await source.received(addresses, asset)
    for (const row of rows) {
      const finding = await aboveRecorded(row, asset, held.get(row.address) ?? 0n)
      if (finding) findings.push(finding)
    }
  }
  return { findings, count: rows.length }
}

type Address = { id: string; clientId: string; address: string; payment: { currency: string } }

async function aboveRecorded({ id, clientId, address, payment: { currency } }: Address, asset: CoinAsset, held: bigint): Promise<Finding | null> {
  if (held === 0n) return null
  const arrivals = await platformDb.coinArrival.findMany({ where: { addressId: id, asset, goneAt: null }, select: { units: true, rate: true } })
  const recorded = arrivals.reduce((sum, { units }) => sum + unitsOf(units), 0n)
  if (held <= recorded) return null
  const rate = arrivals.find((one) => one.rate !== null)?.rate ?? (await latestRate(platformDb, asset, currency))
  const worth = (units: bigint) => money(rate === null ? 0n : valueMinor(units, currency, rate, asset), currency)
  return { kind: 'missing_here', about: 'payment', reference: `${id}:${asset}`, externalId: address, clientId, theirs: worth(held), ours: worth(recorded) }
}

/** What the coin was worth lately; null when no rate was ever taken. */
export async function latestRate(db: Db, asset: CoinAsset, currency: string): Promise<string | null> {
  const row = await db.coinRate.findFirst({ where: { asset, currency, state: 'accepted' }, orderBy: { observedAt: 'desc' }, select: { rate: true } })
  return row?.rate ?? null
}

/** Holds the chains against the books: what came and is in neither, what is booked for another amount, what should be booked and is not. */
export async function compareCoins(ctx: BaseCtx, range: Range): Promise<CoinBooks> {
  const behind = await leftBehind(ctx)
  const wrong = await wrongBookings(range)
  const books: CoinBooks = { findings: [...behind, ...wrong.findings], payments: behind.length + wrong.count }
  for (const source of ctx.providers.chains) {
    const { findings, count } = await unrecorded(source, range)
    books.findings.push(...findings)
    books.payments += count
  }
  return books
}
