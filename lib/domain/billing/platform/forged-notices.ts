import { takeRateLimits, type RateRule } from '@/lib/db/rate-limit'
import type { BaseCtx } from '@/lib/domain/context'
import { networkOf } from '@/lib/kernel/network'

/** So many notices a minute that prove not genuine are kept of one address. */
const kept = { limit: 30, periodSeconds: 60 }

const ruleOf = (ctx: BaseCtx): RateRule => ({ ...kept, key: `notice:forged:${networkOf(ctx.ip)}` })

/** Whether so many forgeries came from this address lately that no more of them are kept. */
export async function forgesTooMuch(ctx: BaseCtx): Promise<boolean> {
  const { states } = await takeRateLimits([{ ...ruleOf(ctx), cost: 0 }])
  return states[0]?.remaining === 0
}

export async function noteForged(ctx: BaseCtx): Promise<void> {
  await takeRateLimits([ruleOf(ctx)])
}
