import type { InstanceStatus } from '../view'
import { billedAs } from '../billed-states'

/**
 * The smallest part of money here: eighteenths of a pico. A price of m micros an hour is m × 10⁶ picos in 3.6 × 10⁶ milliseconds,
 * so m × 5 of these a millisecond: whole numbers throughout.
 */
export const unitsPerPico = 18n
const unitsPerMicroAndMs = 5n
const msPerHour = 3_600_000n

/** What happened to an instance, in order: another status, or another size. A change counts from `at`, or from where it is found if that lies before. */
export type Change = { at: Date; status?: InstanceStatus; sizeCode?: string }

/** A price of a size while it is in force. */
export type HourPrice = { id: string; sizeCode: string; from: Date; to: Date | null; hourMicros: bigint; keptHourMicros: bigint }

/** How an instance stands at the beginning of a stretch, and all that changes in it. */
export type History = { from: Date; until: Date; status: InstanceStatus; sizeCode: string; changes: readonly Change[]; prices: readonly HourPrice[] }

/** A stretch of one rate. `priceId` is null where no price was in force: then it costs nothing. */
export type Segment = { from: Date; until: Date; unitsPerMs: bigint; priceId: string | null }

function rateAt(prices: readonly HourPrice[], status: InstanceStatus, sizeCode: string, at: Date): Pick<Segment, 'unitsPerMs' | 'priceId'> {
  const price = prices.find((one) => one.sizeCode === sizeCode && one.from <= at && (one.to === null || at < one.to))
  if (!price) return { unitsPerMs: 0n, priceId: null }
  const micros = { hour: price.hourMicros, kept: price.keptHourMicros, free: 0n }[billedAs[status]]
  return { unitsPerMs: micros * unitsPerMicroAndMs, priceId: price.id }
}

/** The stretches of one rate each that make up [from, until): cut where status, size or price change, without a gap. */
export function segmentsOf({ from, until, status, sizeCode, changes, prices }: History): Segment[] {
  const cuts = [from, until, ...changes.map(({ at }) => at), ...prices.flatMap((price) => [price.from, ...(price.to ? [price.to] : [])])].map((at) => at.getTime())
  const times = [...new Set(cuts)].filter((at) => at >= from.getTime() && at <= until.getTime()).sort((a, b) => a - b)
  const now = { status, sizeCode }
  let next = 0
  return times.slice(0, -1).map((start, i) => {
    for (let change = changes[next]; change && change.at.getTime() <= start; change = changes[++next]) Object.assign(now, { ...(change.status ? { status: change.status } : {}), ...(change.sizeCode ? { sizeCode: change.sizeCode } : {}) })
    return { from: new Date(start), until: new Date(times[i + 1] ?? start), ...rateAt(prices, now.status, now.sizeCode, new Date(start)) }
  })
}

const lengthMs = ({ from, until }: Segment): bigint => BigInt(until.getTime() - from.getTime())

/** What can be paid now: whole picos for [from, until), and what is carried on. `isWhole`: all of the stretches. */
export type HoursCharge = { until: Date; picos: bigint; rest: number; isWhole: boolean; priceId: string | null }

/**
 * As much of the stretches, from their beginning, as `availablePicos` pay for, to the millisecond.
 * @param rest units carried from the last charge
 */
export function chargeOf(segments: readonly Segment[], rest: number, availablePicos: bigint): HoursCharge {
  const most = availablePicos * unitsPerPico + unitsPerPico - 1n
  let [units, until, isWhole, priceId] = [BigInt(rest), segments[0]?.from ?? new Date(0), true, null as string | null]
  for (const segment of segments) {
    const length = lengthMs(segment)
    const payable = segment.unitsPerMs === 0n ? length : (most - units) / segment.unitsPerMs
    const paid = payable < length ? payable : length
    units += paid * segment.unitsPerMs
    until = new Date(segment.from.getTime() + Number(paid))
    if (paid > 0n) priceId = segment.priceId ?? priceId
    isWhole = paid === length
    if (!isWhole) break
  }
  return { until, picos: units / unitsPerPico, rest: Number(units % unitsPerPico), isWhole, priceId }
}

/** An hour's price in picos. */
export const hourPicos = (hourMicros: bigint): bigint => (hourMicros * unitsPerMicroAndMs * msPerHour) / unitsPerPico
