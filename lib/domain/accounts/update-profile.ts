import { command } from '../command'
import { readProfile } from './profile-row'
import { UpdateProfileInput } from './schema'
import type { ProfileView } from './view'

/** Changes what is given and leaves the rest; null empties a field. The billing currency is not part of it: invoices fix it. */
export const updateProfile = command('accounts.updateProfile', UpdateProfileInput, async (ctx, input): Promise<ProfileView> => {
  const { name, ...profile } = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as typeof input
  if (name !== undefined) await ctx.db.client.update({ where: { id: ctx.clientId }, data: { name }, select: { id: true } })
  await ctx.db.clientProfile.update({
    where: { clientId: ctx.clientId }, data: { ...(profile as Partial<Record<string, string | null>>), updatedAt: ctx.clock.now() }, select: { clientId: true },
  })
  await ctx.record(ctx.clientId, { changed: Object.keys(input) })
  return readProfile(ctx.db, ctx.clientId)
})
