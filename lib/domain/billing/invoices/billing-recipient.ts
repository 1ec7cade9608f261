import type { ClientRun } from '@/lib/domain/context'

/** Who gets the client's bills: the billing address of the profile, else the first owner. */
export async function billingRecipient({ db, clientId }: Pick<ClientRun, 'db' | 'clientId'>): Promise<string | undefined> {
  const profile = await db.clientProfile.findUnique({ where: { clientId }, select: { billingEmail: true } })
  if (profile?.billingEmail) return profile.billingEmail
  const owner = await db.membership.findFirst({ where: { clientId, role: 'owner' }, orderBy: { id: 'asc' }, select: { user: { select: { email: true } } } })
  return owner?.user.email
}
