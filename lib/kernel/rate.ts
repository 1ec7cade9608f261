import { divideHalfEven, exponentOf, money, type Money } from './money'

/**
 * What a model costs. `…MicrosPerMillion`: 1e-6 of the major unit per million tokens; `requestMicros`: 1e-6 per request.
 * tokens × micros-per-million is exact in picos (1e-12 of the major unit), which is how usage rows keep their cost.
 */
export type Rate = {
  readonly currency: string
  readonly inputMicrosPerMillion: bigint
  readonly cachedInputMicrosPerMillion: bigint
  readonly outputMicrosPerMillion: bigint
  readonly requestMicros: bigint
}

/** Token classes of one request. `cachedInput` is the part of `input` served from a prompt cache. */
export type TokenCounts = { readonly input: number; readonly cachedInput: number; readonly output: number }

const picosPerMicro = 1_000_000n

/** Exact cost in picos (1e-12 major units); nothing is rounded here. */
export function costPicos(rate: Rate, tokens: TokenCounts): bigint {
  const freshInput = BigInt(tokens.input - tokens.cachedInput)
  return (
    freshInput * rate.inputMicrosPerMillion +
    BigInt(tokens.cachedInput) * rate.cachedInputMicrosPerMillion +
    BigInt(tokens.output) * rate.outputMicrosPerMillion +
    rate.requestMicros * picosPerMicro
  )
}

/** Picos in one minor unit of the currency. */
export const picosPerMinor = (currency: string): bigint => 10n ** BigInt(12 - exponentOf(currency))

/** The single rounding of usage to money (half-even), done at settlement on an invoice. */
export function picosToMoney(picos: bigint, currency: string): Money {
  return money(divideHalfEven(picos, picosPerMinor(currency)), currency)
}

export const moneyToPicos = (amount: Money): bigint => amount.minor * picosPerMinor(amount.currency)

/** Decimal text of the major unit as picos, exactly: `"0.0031"` → 3_100_000_000n. Undefined when it is not such a text. */
export function parsePicos(decimal: string): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,12})0*)?$/.exec(decimal)
  if (!match) return undefined
  const picos = BigInt((match[2] ?? '') + (match[3] ?? '').padEnd(12, '0'))
  return match[1] === '-' ? -picos : picos
}
