import { ResendVerificationInput } from '../schema'
import { limitAttempts } from './attempt-limits'
import { personOf } from './person-of'
import { preparedCommand } from './prepared-command'
import { sendLink } from './send-link'

/** Mails a new confirmation link to the person's address. @throws DomainError rate_limited */
export const resendVerification = preparedCommand('accounts.resendVerification', ResendVerificationInput, {
  prepare: (ctx) => limitAttempts(ctx, 'resend', personOf(ctx.actor).userId),
  run: async (ctx): Promise<{ status: 'check_mail' | 'already_verified' }> => {
    const { userId } = personOf(ctx.actor)
    const person = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { id: true, email: true, name: true, locale: true, emailVerifiedAt: true } })
    await ctx.record(userId)
    if (person.emailVerifiedAt) return { status: 'already_verified' }
    await sendLink(ctx, 'verify_email', person)
    return { status: 'check_mail' }
  },
})
