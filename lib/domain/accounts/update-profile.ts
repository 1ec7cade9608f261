import { command } from '../command'
import type { ClientRun } from '../context'
import { readProfile } from './profile-row'
import { invalidField } from '@/lib/kernel/error'
import { hasTaxIdForm } from './tax-id'
import { UpdateProfileInput } from './schema'
import type { ProfileView } from './view'

/** Changes what is given and leaves the rest; null empties a field. The billing currency is not part of it: invoices fix it. */
export const updateProfile = command('accounts.updateProfile', UpdateProfileInput, async (ctx, input): Promise<ProfileView> => {
  const { name, ...profile } = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as typeof input
  if (name !== undefined) await ctx.db.client.update({ where: { id: ctx.clientId }, data: { name }, select: { id: true } })
  await ctx.db.clientProfile.update({
    where: { clientId: ctx.clientId }, data: { ...(profile as Partial<Record<string, string | null>>), updatedAt: ctx.clock.now() }, select: { clientId: true },
  })
  await assertTaxId(ctx, Object.keys(input))
  await ctx.record(ctx.clientId, { changed: Object.keys(input) })
  return readProfile(ctx.db, ctx.clientId)
})

/** A tax id has its country's form, whichever of the two was changed. @throws DomainError invalid_input */
async function assertTaxId({ db, clientId }: ClientRun, changed: readonly string[]): Promise<void> {
  if (!changed.includes('taxId') && !changed.includes('country')) return
  const { country, taxId } = await db.clientProfile.findUniqueOrThrow({ where: { clientId }, select: { country: true, taxId: true } })
  if (country && taxId && !hasTaxIdForm(country, taxId)) throw invalidField('taxId', 'taxIdForm')
}
