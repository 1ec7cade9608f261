import { hashPassword } from '@/lib/auth/password'
import { ResetPasswordInput } from '../schema'
import { limitAttempts } from './attempt-limits'
import { preparedCommand } from './prepared-command'
import { setPassword } from './set-password'
import { takeLink } from './take-link'

/**
 * Sets a new password with a mailed link and ends every session of the person. Having read the mail also confirms the address.
 * @throws DomainError invalid_token, rate_limited
 */
export const resetPassword = preparedCommand('accounts.resetPassword', ResetPasswordInput, {
  prepare: async (ctx, input) => {
    await limitAttempts(ctx, 'link', '')
    return hashPassword(input.password)
  },
  run: async (ctx, input, passwordHash): Promise<{ status: 'password_changed' }> => {
    const { userId, email } = await takeLink(ctx, 'reset_password', input.token)
    await setPassword(ctx, userId, passwordHash)
    await ctx.db.user.updateMany({ where: { id: userId, email, emailVerifiedAt: null }, data: { emailVerifiedAt: ctx.clock.now() } })
    await ctx.record(userId)
    return { status: 'password_changed' }
  },
})
