import { giveBackAttempt, limitAttempts } from '@/lib/domain/accounts/platform/attempt-limits'
import type { ClientCtx } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'

/**
 * Does what needs a promotion code; codes that do not count use up the client's and its address's tries, wherever they are typed.
 * @throws DomainError rate_limited, and what `work` throws
 */
export async function limitGuesses<T>(ctx: ClientCtx, code: string | undefined, work: () => Promise<T>): Promise<T> {
  if (code === undefined || code.trim() === '') return work()
  await limitAttempts(ctx, 'promotionCode', ctx.clientId)
  let isGuess = false
  try {
    return await work()
  } catch (error) {
    isGuess = error instanceof DomainError && error.fields?.promotionCode !== undefined
    throw error
  } finally {
    if (!isGuess) await giveBackAttempt(ctx, 'promotionCode', ctx.clientId)
  }
}
