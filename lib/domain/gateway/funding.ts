import { costPicos, type Rate, type TokenCounts } from '@/lib/kernel/rate'

/** What is taken from included tokens, from the wallet and from overage (picos), for a hold or for the settled truth. */
export type Funding = { allowanceTokens: bigint; walletPicos: bigint; overagePicos: bigint }

/**
 * What a client can still spend: included tokens, then the wallet, then overage up to the spend limit; and what the key's
 * spend caps leave, which count the list price whoever pays (null = no cap).
 */
export type Funds = Funding & { keyPicos: bigint | null }

export type HoldAsk = { promptTokens: number; outputTokens: number; rate: Rate }
/** `keyPicos`: the request's worth at list price. */
export type HoldPlan = Funding & { outputTokens: number; keyPicos: bigint }

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const notNegative = (a: bigint): bigint => (a > 0n ? a : 0n)

/**
 * What tokens cost beyond an allowance. The allowance covers the prompt first and the answer after it; the price of the
 * request itself is due as soon as one token is not covered.
 */
export function uncoveredPicos(rate: Rate, tokens: TokenCounts, coveredTokens: bigint): bigint {
  const [input, output] = [BigInt(tokens.input), BigInt(tokens.output)]
  if (coveredTokens >= input + output) return 0n
  const uncoveredInput = notNegative(input - coveredTokens)
  const uncoveredOutput = output - notNegative(coveredTokens - input)
  // What was read from a cache is the cheaper part of the prompt and is counted as the part left over.
  const cachedInput = least(BigInt(tokens.cachedInput), uncoveredInput)
  return costPicos(rate, { input: Number(uncoveredInput), cachedInput: Number(cachedInput), output: Number(uncoveredOutput) })
}

/** Splits a cost over wallet and overage, the wallet first. */
function inMoney(picos: bigint, walletPicos: bigint): Pick<Funding, 'walletPicos' | 'overagePicos'> {
  const fromWallet = least(picos, walletPicos)
  return { walletPicos: fromWallet, overagePicos: picos - fromWallet }
}

function planFor(funds: Funds, ask: HoldAsk, outputTokens: number): HoldPlan | null {
  const tokens = { input: ask.promptTokens, cachedInput: 0, output: outputTokens }
  const keyPicos = costPicos(ask.rate, tokens)
  if (funds.keyPicos !== null && keyPicos > funds.keyPicos) return null
  const total = BigInt(ask.promptTokens + outputTokens)
  const allowanceTokens = least(funds.allowanceTokens, total)
  const picos = uncoveredPicos(ask.rate, tokens, allowanceTokens)
  if (picos > funds.walletPicos + funds.overagePicos) return null
  return { outputTokens, keyPicos, allowanceTokens, ...inMoney(picos, funds.walletPicos) }
}

/**
 * The largest hold the funds pay for: the whole answer asked for, or as much of it as is payable.
 * @param floorTokens below this many answer tokens a request is not worth starting
 * @returns null when not even that is payable (the request is refused with 402)
 */
export function planHold(funds: Funds, ask: HoldAsk, floorTokens: number): HoldPlan | null {
  const whole = planFor(funds, ask, ask.outputTokens)
  if (whole) return whole
  let [low, high] = [Math.min(floorTokens, ask.outputTokens), ask.outputTokens]
  let best = planFor(funds, ask, low)
  if (!best) return null
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const plan = planFor(funds, ask, middle)
    if (plan) [best, low] = [plan, middle]
    else high = middle
  }
  return best
}

/** What is finally taken out of a hold for the tokens really used. Never more than was held. */
export function settleFunding(held: Funding, rate: Rate, used: TokenCounts): Funding {
  const allowanceTokens = least(held.allowanceTokens, BigInt(used.input + used.output))
  const picos = least(uncoveredPicos(rate, used, allowanceTokens), held.walletPicos + held.overagePicos)
  return { allowanceTokens, ...inMoney(picos, held.walletPicos) }
}
