import { lockName } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { trialEmail } from './trial-email'

/** Whom a trial is counted for: the client, its owner's mailbox and the card that is saved. */
async function triedBy(db: Db, clientId: string): Promise<{ emailNormalized: string; cardFingerprint: string | null }> {
  const owner = await db.membership.findFirst({ where: { clientId, role: 'owner' }, orderBy: { id: 'asc' }, select: { user: { select: { emailNormalized: true } } } })
  const card = await db.savedMethod.findFirst({
    where: { clientId, removedAt: null, fingerprint: { not: null } }, orderBy: [{ isDefault: 'desc' }, { id: 'asc' }], select: { fingerprint: true },
  })
  return { emailNormalized: owner ? trialEmail(owner.user.emailNormalized) : clientId, cardFingerprint: card?.fingerprint ?? null }
}

/** Whether neither this client nor its owner's mailbox nor its card has had a trial. */
export async function mayTry(db: Db, clientId: string): Promise<boolean> {
  const { emailNormalized, cardFingerprint } = await triedBy(db, clientId)
  const [used] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "TrialUse"
    WHERE "clientId" = ${clientId} OR "emailNormalized" = ${emailNormalized} OR "cardFingerprint" = ${cardFingerprint}`
  return used?.count === 0
}

/** Uses up the one trial. @returns false when it was used already: three unique columns decide, whoever comes at the same time */
export async function takeTrial(db: Db, clock: Clock, clientId: string, subscriptionId: string): Promise<boolean> {
  const now = clock.now()
  const { count } = await db.trialUse.createMany({
    data: [{ id: newId('tri', now), clientId, subscriptionId, ...(await triedBy(db, clientId)), createdAt: now }], skipDuplicates: true,
  })
  return count === 1
}

/**
 * Counts a card that a client saves during its trial: a card has one trial, whoever holds it. Two clients who save one card at the same
 * time wait for each other, and the first keeps it.
 * @returns false when the card has had its trial with another client
 */
export async function claimTrialCard(db: Db, clientId: string, fingerprint: string | null): Promise<boolean> {
  if (fingerprint === null) return true
  const tries = await db.subscription.count({ where: { clientId, status: 'trialing' } })
  if (tries === 0) return true
  await lockName(db, `trial-card:${fingerprint}`)
  const [used] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM "TrialUse" WHERE "cardFingerprint" = ${fingerprint} AND "clientId" <> ${clientId}`
  if (used?.count !== 0) return false
  await db.trialUse.updateMany({ where: { clientId, cardFingerprint: null }, data: { cardFingerprint: fingerprint } })
  return true
}
