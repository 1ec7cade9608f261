import { VerifyEmailInput } from '../schema'
import { limitAttempts } from './attempt-limits'
import { preparedCommand } from './prepared-command'
import { takeLink } from './take-link'

/** Confirms the address a link was sent to, unless the person has another one by now. @throws DomainError invalid_token, rate_limited */
export const verifyEmail = preparedCommand('accounts.verifyEmail', VerifyEmailInput, {
  prepare: (ctx) => limitAttempts(ctx, 'link', ''),
  run: async (ctx, input): Promise<{ status: 'verified' }> => {
    const { userId, email } = await takeLink(ctx, 'verify_email', input.token)
    const now = ctx.clock.now()
    await ctx.db.user.updateMany({ where: { id: userId, email, emailVerifiedAt: null }, data: { emailVerifiedAt: now, updatedAt: now } })
    await ctx.record(userId)
    return { status: 'verified' }
  },
})
