import { command } from '../command'
import { readProfile } from './profile-row'
import { AcceptTermsInput } from './schema'
import { currentTermsVersion } from './terms-version'
import type { ProfileView } from './view'

/** Accepts the terms as they stand today, for the whole client. */
export const acceptTerms = command('accounts.acceptTerms', AcceptTermsInput, async (ctx): Promise<ProfileView> => {
  const [now, termsVersion] = [ctx.clock.now(), await currentTermsVersion(ctx.db)]
  const termsAcceptedById = ctx.actor.kind === 'user' ? ctx.actor.userId : null
  await ctx.db.clientProfile.update({
    where: { clientId: ctx.clientId }, data: { termsVersion, termsAcceptedAt: now, termsAcceptedById, updatedAt: now }, select: { clientId: true },
  })
  await ctx.record(ctx.clientId, { termsVersion })
  return readProfile(ctx.db, ctx.clientId)
})
