import type { Actor } from '@/lib/auth/actor'
import { DomainError } from '@/lib/kernel/error'
import { isEmailVerified } from './verify-email'

/**
 * Plans that cost money and new API keys wait until the person has confirmed their address. Keys, staff and jobs pass: the
 * person behind a key had to be confirmed to make it.
 * @throws DomainError email_unverified
 */
export async function assertEmailVerified(ctx: { actor: Actor }): Promise<void> {
  if (ctx.actor.kind === 'user' && !(await isEmailVerified(ctx.actor.userId))) throw new DomainError('email_unverified')
}
