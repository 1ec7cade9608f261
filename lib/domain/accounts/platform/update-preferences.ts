import { platformCommand } from '@/lib/domain/platform/command'
import { UpdatePreferencesInput } from '../schema'
import { personOf } from './person-of'

/** The person's own name and language. */
export const updatePreferences = platformCommand('accounts.updatePreferences', UpdatePreferencesInput, async (ctx, input): Promise<{ name: string; locale: string }> => {
  const { userId } = personOf(ctx.actor)
  const changes = { ...(input.name === undefined ? {} : { name: input.name }), ...(input.locale === undefined ? {} : { locale: input.locale }) }
  const person = await ctx.db.user.update({ where: { id: userId }, data: { ...changes, updatedAt: ctx.clock.now() }, select: { name: true, locale: true } })
  await ctx.record(userId, { changed: Object.keys(changes) })
  return person
})
