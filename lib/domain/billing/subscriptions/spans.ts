import type { Prisma } from '@/lib/db/generated/client'
import { insertRows } from '@/lib/db/insert-rows'
import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Period } from '../period'
import type { TaxTreatment } from '../tax/priced'
import type { HeldSpan } from './holding'
import { cutAt } from './proration'

type NewSpan = {
  clientId: string
  subscriptionId: string
  planVersionId: string
  invoiceId: string | null
  quantity: number
  currency: string
  period: Period
  netMinor: bigint
  tax: Pick<HeldSpan, 'taxPpm' | 'taxIsInclusive'>
}

export const spanTaxOf = ({ rule }: TaxTreatment): Pick<HeldSpan, 'taxPpm' | 'taxIsInclusive'> => ({ taxPpm: rule?.ratePpm ?? 0, taxIsInclusive: rule?.isInclusive ?? false })

export function spanRow(clock: Clock, { period, tax, ...rest }: NewSpan): Prisma.ServiceSpanUncheckedCreateInput {
  const now = clock.now()
  return { ...rest, ...tax, id: newId('spn', now), startsAt: period.startsAt, endsAt: period.endsAt, billedUntil: period.endsAt, createdAt: now }
}

/** Notes a stretch of service as billed. The database refuses one that overlaps another: no instant is billed twice. */
export async function openSpan(db: Db, clock: Clock, span: NewSpan): Promise<void> {
  await insertRows(db, { ServiceSpan: [spanRow(clock, span)] })
}

/** Ends the service of a span at `at` and notes what is given back for the rest; the amount can never exceed what was billed. */
export async function cutSpan(db: Db, clientId: string, span: HeldSpan, at: Date, creditMinor: bigint): Promise<void> {
  const { endsAt, creditedMinor } = cutAt(span, at, creditMinor)
  await db.serviceSpan.update({ where: { id: span.id, clientId }, data: { endsAt, creditedMinor }, select: { id: true } })
}
