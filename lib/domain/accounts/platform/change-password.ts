import { hashPassword, passwordMatches } from '@/lib/auth/password'
import { invalidField } from '@/lib/kernel/error'
import { ChangePasswordInput } from '../schema'
import { giveBackAttempt, limitAttempts } from './attempt-limits'
import { personOf } from './person-of'
import { preparedCommand } from './prepared-command'
import { setPassword } from './set-password'

/**
 * A new password, by who knows the old one. This browser stays signed in, every other session ends.
 * @throws DomainError invalid_input (currentPassword: wrongPassword), rate_limited
 */
export const changePassword = preparedCommand('accounts.changePassword', ChangePasswordInput, {
  prepare: async (ctx, input) => {
    const { userId } = personOf(ctx.actor)
    await limitAttempts(ctx, 'changePassword', userId)
    const { passwordHash } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } })
    if (!(await passwordMatches(input.currentPassword, passwordHash))) throw invalidField('currentPassword', 'wrongPassword')
    await giveBackAttempt(ctx, 'changePassword', userId)
    return hashPassword(input.newPassword)
  },
  run: async (ctx, _input, passwordHash): Promise<{ status: 'password_changed' }> => {
    const { userId, sessionId } = personOf(ctx.actor)
    await setPassword(ctx, userId, passwordHash, sessionId)
    await ctx.record(userId)
    return { status: 'password_changed' }
  },
})
