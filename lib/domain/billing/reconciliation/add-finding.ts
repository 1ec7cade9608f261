import type { Db } from '@/lib/db/transaction'
import { plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'

type Books = { provider: string; mode: string; since: Date }
type Found = {
  kind: 'missing_here' | 'missing_there'
  about: 'payment'
  reference: string
  externalId: string | null
  clientId: string
  theirsMinor: bigint | null
  oursMinor: bigint | null
  currency: string
}

/** A difference that is found between two nightly comparisons, as a run of its own: it waits for a person like the others. Told once. */
export async function addFinding(db: Db, now: Date, { provider, mode, since }: Books, found: Found): Promise<void> {
  const { kind, about, reference } = found
  const known = await db.reconciliationFinding.findUnique({ where: { provider_mode_kind_about_reference: { provider, mode, kind, about, reference }, clientId: found.clientId }, select: { id: true } })
  if (known) return
  const reconciliationId = newId('rec', now)
  await db.reconciliation.create({ select: { id: true }, data: {
    id: reconciliationId, provider, mode, from: since < now ? since : plus(now, -1), to: now, state: 'done', payments: 1, startedAt: now, finishedAt: now,
  } })
  await db.reconciliationFinding.createMany({ skipDuplicates: true, data: [{ ...found, id: newId('fnd', now), reconciliationId, provider, mode, foundAt: now }] })
}
