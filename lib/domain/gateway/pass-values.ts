import type { Closing, HeldRequest, HoldRow, UsageRecord } from './hold'

const harmless = /^[\w.:/-]+$/
const escapes: Record<string, string> = { '"': '\\"\\"', '\\': '\\\\\\\\' }
/** A text as a field of a row within an array, where both have their own escapes. */
const text = (value: string): string => (harmless.test(value) ? value : `\\"${value.replace(/["\\]/g, (one) => escapes[one] ?? one)}\\"`)
const written = new Map<string, string>()
/** The same for what comes again and again, as most ids do. */
function often(value: string | null): string {
  if (value === null) return ''
  const known = written.get(value)
  if (known !== undefined) return known
  if (written.size >= 1_000) written.clear()
  const made = text(value)
  written.set(value, made)
  return made
}
const flag = (value: boolean): string => (value ? 't' : 'f')
const array = (items: readonly (string | number)[]): string => `{${items.join(',')}}`
const row = (fields: string): string => `"(${fields})"`

/** What many share: each is sent once, and its number from 1 on with each that has it. */
class Distinct<One extends { number: number }> {
  readonly items: One[] = []
  private readonly known = new Map<string, One>()

  of(key: string, make: (number: number) => One): One {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const made = make(this.items.length + 1)
    this.items.push(made)
    this.known.set(key, made)
    return made
  }
}

const hourMs = 3_600_000

/** gateway_sums: what closings come to that fall into one row of a roll-up, and held of the same wallet and period. */
type Sum = {
  number: number; key: string; heldTokens: bigint; heldPicos: bigint; heldOverage: bigint; heldKey: bigint; allowanceTokens: bigint; walletPicos: bigint; overagePicos: bigint
  requests: number; errors: number; inputTokens: number; outputTokens: number; costPicos: bigint; latencyMs: number
}

const newSum = (number: number, key: string): Sum => ({
  number, key, heldTokens: 0n, heldPicos: 0n, heldOverage: 0n, heldKey: 0n, allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n,
  requests: 0, errors: 0, inputTokens: 0, outputTokens: 0, costPicos: 0n, latencyMs: 0,
})

function add(sum: Sum, hold: HoldRow, { taken, record }: Closing): void {
  sum.heldTokens += hold.allowanceTokens
  sum.heldPicos += hold.walletPicos
  sum.heldOverage += hold.overagePicos
  sum.heldKey += hold.keyPicos
  sum.allowanceTokens += taken.allowanceTokens
  sum.walletPicos += taken.walletPicos
  sum.overagePicos += taken.overagePicos
  sum.requests += 1
  if (record.status === 'error') sum.errors += 1
  sum.inputTokens += record.inputTokens
  sum.outputTokens += record.outputTokens
  sum.costPicos += record.costPicos
  sum.latencyMs += record.latencyMs
}

const sumRow = (s: Sum): string => row(`${s.key},${s.heldTokens},${s.heldPicos},${s.heldOverage},${s.heldKey},${s.allowanceTokens},${s.walletPicos},${s.overagePicos},${s.requests},${s.errors},`
  + `${s.inputTokens},${s.outputTokens},${s.costPicos},${s.latencyMs}`)

/** The wallet that stands in a hold: none where nothing of it is held. */
const heldWallet = ({ walletPicos, walletId }: HoldRow): string => (walletPicos > 0n ? often(walletId) : '')

/** The fields of gateway_kind. */
const kindOf = (h: HoldRow, r: UsageRecord): string =>
  `${often(h.clientId)},${often(h.usagePeriodId)},${heldWallet(h)},${often(r.keyId)},${often(r.userId)},${often(r.modelId)},${often(r.modelSlug)},${often(r.upstreamId)},${often(r.modelPriceId)},`
  + `${r.endpoint},${r.source},${flag(r.isStream)},${r.status},${r.httpStatus},${often(r.errorCode)},${flag(r.isEstimated)},${r.attempts},${often(r.currency)}`

export type HeldClosing = { hold: HoldRow; closing: Closing }
const byId = (a: HeldClosing, b: HeldClosing): number => (a.closing.id < b.closing.id ? -1 : 1)

// Those of a busy client are nearly all of one kind. What comes behind one of its own kind is told by its fields: to write their texts for
// each, only to find that they are known, is the most of what a batch costs here.
const isAlikeRequest = (a: HeldRequest, b: HeldRequest): boolean =>
  a.keyId === b.keyId && a.userId === b.userId && a.modelId === b.modelId && a.modelSlug === b.modelSlug && a.modelPriceId === b.modelPriceId && a.endpoint === b.endpoint
  && a.source === b.source && a.isStream === b.isStream && a.currency === b.currency
const isAlikeHold = (a: HoldRow, b: HoldRow): boolean =>
  a.clientId === b.clientId && a.usagePeriodId === b.usagePeriodId && a.walletId === b.walletId && a.keyId === b.keyId && isAlikeRequest(a.request, b.request)
const hourOf = ({ createdAt }: UsageRecord): number => Math.floor(createdAt.getTime() / hourMs)
const isAlikeRecord = (a: UsageRecord, b: UsageRecord): boolean =>
  isAlikeRequest(a, b) && a.upstreamId === b.upstreamId && a.status === b.status && a.httpStatus === b.httpStatus && a.errorCode === b.errorCode
  && a.isEstimated === b.isEstimated && a.attempts === b.attempts && hourOf(a) === hourOf(b)
const isAlike = (a: HeldClosing, b: HeldClosing): boolean =>
  isAlikeHold(a.hold, b.hold) && (a.hold.walletPicos > 0n) === (b.hold.walletPicos > 0n) && isAlikeRecord(a.closing.record, b.closing.record)

/** Closings as four parameters of gateway_pass: their ids, their numbers, their kinds, and what they come to. */
export function closingValues(closings: HeldClosing[]): string[] {
  const [kinds, sums] = [new Distinct<{ number: number; row: string }>(), new Distinct<Sum>()]
  const placeOf = (one: HeldClosing): { one: HeldClosing; number: number; sum: Sum } => {
    const { hold: h, closing: { record: r } } = one
    const kind = kindOf(h, r)
    const { number } = kinds.of(kind, (next) => ({ number: next, row: row(kind) }))
    const key = `${often(h.clientId)},${hourOf(r) * hourMs},${often(r.keyId)},${often(r.modelId)},${often(r.currency)},${often(h.usagePeriodId)},${heldWallet(h)}`
    return { one, number, sum: sums.of(key, (next) => newSum(next, key)) }
  }
  let place: ReturnType<typeof placeOf> | undefined
  const numbers = closings.sort(byId).map((one) => {
    const { hold: h, closing } = one
    const { taken, record: r } = closing
    if (!place || !isAlike(place.one, one)) place = placeOf(one)
    add(place.sum, h, closing)
    return `${place.number},${r.inputTokens},${r.cachedTokens},${r.outputTokens},${r.costPicos},${taken.allowanceTokens},${taken.walletPicos},${taken.overagePicos},${r.latencyMs},${r.firstTokenMs ?? -1},${r.createdAt.getTime()},`
      + `${h.allowanceTokens},${h.walletPicos},${h.overagePicos},${h.keyPicos}`
  })
  return [array(closings.map(({ closing: { id } }) => id)), array(numbers), array(kinds.items.map((kind) => kind.row)), array(sums.items.map(sumRow))]
}

/** What a hold keeps of its request, as an item of an array; the time it came has a column of its own. */
function requestJson({ keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency }: HeldRequest): string {
  const json = JSON.stringify({ keyId, userId, modelId, modelSlug, modelPriceId, endpoint, source, isStream, currency })
  return `"${json.replace(/["\\]/g, '\\$&')}"`
}

/** gateway_asking: holds of one kind, and what all of them ask. */
type Kind = { number: number; key: string; json: string; allowanceTokens: bigint; walletPicos: bigint; overagePicos: bigint }

/** Holds as its last eight: their ids, their numbers, their kinds and requests; what they ask together, and the one wallet that is asked, if it is one. */
export function askingValues(holds: readonly HoldRow[]): unknown[] {
  const kinds = new Distinct<Kind>()
  const kindFor = (h: HoldRow): { hold: HoldRow; kind: Kind } => {
    const { request: r } = h
    const key = `${often(h.clientId)},${often(h.usagePeriodId)},${often(h.walletId)},${often(h.keyId)}`
    const name = `${key},${often(r.keyId)},${often(r.userId)},${often(r.modelId)},${often(r.modelSlug)},${often(r.modelPriceId)},${r.endpoint},${r.source},${flag(r.isStream)},${often(r.currency)}`
    return { hold: h, kind: kinds.of(name, (number) => ({ number, key, json: requestJson(r), allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n })) }
  }
  let last: ReturnType<typeof kindFor> | undefined
  const numbers = holds.map((h) => {
    if (!last || !isAlikeHold(last.hold, h)) last = kindFor(h)
    const { kind } = last
    kind.allowanceTokens += h.allowanceTokens
    kind.walletPicos += h.walletPicos
    kind.overagePicos += h.overagePicos
    return `${kind.number},${h.allowanceTokens},${h.walletPicos},${h.overagePicos},${h.request.createdAt.getTime()},${h.expiresAt.getTime()}`
  })
  const paid = holds.filter(({ walletPicos }) => walletPicos > 0n)
  const [first] = paid
  const isOne = first !== undefined && paid.every(({ walletId, clientId }) => walletId === first.walletId && clientId === first.clientId)
  return [
    array(holds.map(({ id }) => id)), array(numbers), array(kinds.items.map((k) => row(`${k.key},${k.allowanceTokens},${k.walletPicos},${k.overagePicos}`))), array(kinds.items.map(({ json }) => json)),
    isOne ? first.walletId : null, isOne ? first.clientId : null, paid.reduce((sum, { walletPicos }) => sum + walletPicos, 0n).toString(),
    holds.some(({ allowanceTokens, overagePicos }) => allowanceTokens > 0n || overagePicos > 0n),
  ]
}
