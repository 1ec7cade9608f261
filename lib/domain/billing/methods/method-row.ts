import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { days } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import type { SavedMethodView } from './view'

export const methodFields = {
  id: true, provider: true, mode: true, kind: true, brand: true, last4: true, expMonth: true, expYear: true, isDefault: true, createdAt: true,
} as const satisfies Prisma.SavedMethodSelect
type MethodRow = Prisma.SavedMethodGetPayload<{ select: typeof methodFields }>

type Validity = Pick<MethodRow, 'expMonth' | 'expYear'>
/** Told this long before: at least one more invoice falls due on the card. */
const soonMs = days(45)

/** A card is good to the end of the month on it, counted in UTC. */
const endOf = ({ expMonth, expYear }: Validity): number => (expMonth === null || expYear === null ? Infinity : Date.UTC(expYear, expMonth, 1))

/** Whether a card can still be charged, and for how long. */
export function validityOf(method: Validity, now: Date): { isExpired: boolean; endsSoon: boolean } {
  const left = endOf(method) - now.getTime()
  return { isExpired: left <= 0, endsSoon: left > 0 && left <= soonMs }
}

export function methodView(row: MethodRow, now: Date): SavedMethodView {
  return {
    ...row,
    provider: row.provider as SavedMethodView['provider'], // mode and kind are held to their lists by a CHECK
    mode: row.mode as SavedMethodView['mode'],
    kind: row.kind as SavedMethodView['kind'],
    ...validityOf(row, now),
  }
}

/** The methods that can be charged, the default first, then the oldest. */
export const methodsOf = (db: Db, clientId: string) =>
  db.savedMethod.findMany({ where: { clientId, removedAt: null }, orderBy: [{ isDefault: 'desc' }, { id: 'asc' }], select: methodFields })

/** @throws DomainError not_found when there is none, or it was removed */
export async function readMethod(db: Db, clientId: string, id: string, now: Date): Promise<SavedMethodView> {
  const row = await db.savedMethod.findUnique({ where: { clientId_id: { clientId, id }, removedAt: null }, select: methodFields })
  if (!row) throw notFound('payment method')
  return methodView(row, now)
}
