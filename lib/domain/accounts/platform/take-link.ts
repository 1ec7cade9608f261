import { hashToken } from '@/lib/auth/token'
import type { PlatformRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'

/**
 * Uses up the link with this token. Of two that come at once one gets it.
 * @throws DomainError invalid_token when it is unknown, used, replaced, too old or for another purpose
 */
export async function takeLink(ctx: PlatformRun, purpose: 'verify_email' | 'reset_password', token: string): Promise<{ userId: string; email: string }> {
  const [tokenHash, now] = [hashToken(token), ctx.clock.now()]
  const { count } = await ctx.db.verification.updateMany({ where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } }, data: { usedAt: now } })
  if (count !== 1) throw new DomainError('invalid_token')
  return ctx.db.verification.findUniqueOrThrow({ where: { tokenHash }, select: { userId: true, email: true } })
}
