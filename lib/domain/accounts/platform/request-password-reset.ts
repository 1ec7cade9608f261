import { normalizeEmail } from '../email'
import { RequestPasswordResetInput } from '../schema'
import { limitAttempts } from './attempt-limits'
import { preparedCommand } from './prepared-command'
import { sendLink } from './send-link'

/** Mails a link to set a new password, when somebody has this address. The answer and its time are the same when nobody has. */
export const requestPasswordReset = preparedCommand('accounts.requestPasswordReset', RequestPasswordResetInput, {
  atLeastMs: 300,
  prepare: (ctx, input) => limitAttempts(ctx, 'reset', normalizeEmail(input.email)),
  run: async (ctx, input): Promise<{ status: 'check_mail' }> => {
    const person = await ctx.db.user.findUnique({
      where: { emailNormalized: normalizeEmail(input.email), disabledAt: null }, select: { id: true, email: true, name: true, locale: true },
    })
    await ctx.record(person?.id ?? null)
    if (person) await sendLink(ctx, 'reset_password', person)
    return { status: 'check_mail' }
  },
})
