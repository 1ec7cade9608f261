import { createHash } from 'node:crypto'
import type { Db } from '@/lib/db/transaction'
import { minutes, plus } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { scaledToDecimal } from '@/lib/kernel/money'
import { evaluateCompliance } from '../licensing'
import { driverForNew, hasRoom } from './capacity'
import { currencyOfClient, readInstance, type InstanceRow } from './instance-row'
import { priceOf, resourcesView, sizeFields, type SizeRow } from './price-row'
import { paysAnHour, standingOf, type InstanceStanding } from './standing'
import type { InstancePreviewView, InstancePriceView, InstanceRefusal } from './view'

/** How long a shown price is held. */
const previewLifeMs = minutes(30)
const leewayMs = minutes(1)
const hoursOfMonth = 730n
const picosPerMicro = 1_000_000n

export type InstanceQuote = { currency: string; size: SizeRow; price: InstancePriceView | null; before: InstanceRow | null; driver: string; standing: InstanceStanding; used: number; refusals: InstanceRefusal[]; hash: string; complianceReasons: string[] }

/** A size by id or code, retired ones too. @throws DomainError not_found */
async function readSize(db: Db, idOrCode: string, currency: string, at: Date): Promise<SizeRow> {
  const size = await db.instanceSize.findFirst({ where: { OR: [{ id: idOrCode }, { code: idOrCode }] }, select: sizeFields(currency, at) })
  if (!size) throw notFound('size')
  return size
}

/** What a confirmation must find unchanged: what is made of what, and its price. */
function hashOf(clientId: string, { size, price, before, standing }: Pick<InstanceQuote, 'size' | 'price' | 'before' | 'standing'>): string {
  const priced = price && [price.id, price.currency, price.hourMicros, price.keptHourMicros, price.inputMicrosPerMillion, price.outputMicrosPerMillion].map(String)
  const facts = [clientId, before && [before.id, before.sizeId, priceOf(before.size)?.id], size.id, size.memoryBytes, size.cpuMillis, size.storageBytes, size.slots, priced, standing.planVersionId]
  return createHash('sha256').update(JSON.stringify(facts, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))).digest('base64url').slice(0, 32)
}

/** What an instance of a size would be for a client now, new or resized, and all that speaks against it. @throws DomainError not_found */
export async function quoteInstance(db: Db, clientId: string, ask: { id?: string | undefined; sizeId: string }, now: Date, wallNow: Date): Promise<InstanceQuote> {
  const currency = await currencyOfClient(db, clientId)
  const before = ask.id === undefined ? null : await readInstance(db, clientId, ask.id, now)
  const size = await readSize(db, ask.sizeId, currency, now)
  const price = priceOf(size)
  const standing = await standingOf(db, clientId, currency, now)
  const used = await db.privateInstance.count({ where: { clientId, desired: { not: 'deleted' } } })
  const compliance = await evaluateCompliance(db, clientId, (price?.hourMicros ?? 0n) > 0n, now)
  const driver = before?.driver ?? driverForNew()
  const against: Record<InstanceRefusal, boolean> = {
    subscription: !standing.isLive,
    not_offered: standing.isLive && (size.retiredAt !== null || !standing.sizeIds.includes(size.id)),
    no_price: price === null,
    quota: before === null && standing.isLive && used >= standing.maxInstances,
    storage_shrinks: before !== null && size.storageBytes < before.size.storageBytes,
    same_size: before !== null && before.sizeId === size.id,
    compliance: compliance.result !== 'pass',
    funds: !paysAnHour(price, standing),
    capacity: !(await hasRoom(db, driver, size, before?.id ?? null, wallNow)),
  }
  const refusals = Object.entries(against).flatMap(([reason, isSo]) => (isSo ? [reason as InstanceRefusal] : []))
  return { currency, size, price, before, driver, standing, used, refusals, hash: hashOf(clientId, { size, price, before, standing }), complianceReasons: compliance.reasons.map(({ code }) => code) }
}

export function instancePreview({ currency, size, price, before, standing, used, refusals, hash }: InstanceQuote, frozenAt: Date): InstancePreviewView {
  const hourMicros = price?.hourMicros ?? 0n
  const hours = hourMicros === 0n ? null : (standing.walletPicos + standing.overagePicos) / (hourMicros * picosPerMicro)
  return {
    instanceId: before?.id ?? null, size: resourcesView(size), price, currency, refusals, hash, frozenAt, expiresAt: plus(frozenAt, previewLifeMs),
    before: before && { size: resourcesView(before.size), price: priceOf(before.size) },
    restarts: before?.desired === 'running',
    monthMicros: hourMicros * hoursOfMonth, keptMonthMicros: (price?.keptHourMicros ?? 0n) * hoursOfMonth,
    wallet: scaledToDecimal(standing.walletPicos, 12), overage: scaledToDecimal(standing.overagePicos, 12),
    hoursPayable: hours === null ? null : Number(hours),
    instances: { used, max: standing.maxInstances },
  }
}

/** Whether a confirmation is of what would be done now, and was shown not too long ago. */
export const isConfirmed = (quote: InstanceQuote, { frozenAt, hash }: { frozenAt: Date; hash: string }, now: Date): boolean =>
  quote.hash === hash && frozenAt <= plus(now, leewayMs) && plus(frozenAt, previewLifeMs) >= now
