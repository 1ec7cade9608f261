import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import type { SavedMethodView } from './view'

export const methodFields = {
  id: true, provider: true, mode: true, kind: true, brand: true, last4: true, expMonth: true, expYear: true, isDefault: true, createdAt: true,
} as const satisfies Prisma.SavedMethodSelect
type MethodRow = Prisma.SavedMethodGetPayload<{ select: typeof methodFields }>

/** A card is good to the end of the month on it, counted in UTC. */
function isExpired({ expMonth, expYear }: Pick<MethodRow, 'expMonth' | 'expYear'>, now: Date): boolean {
  return expMonth !== null && expYear !== null && now.getTime() >= Date.UTC(expYear, expMonth, 1)
}

export function methodView(row: MethodRow, now: Date): SavedMethodView {
  return {
    ...row,
    provider: row.provider as SavedMethodView['provider'], // mode and kind are held to their lists by a CHECK
    mode: row.mode as SavedMethodView['mode'],
    kind: row.kind as SavedMethodView['kind'],
    isExpired: isExpired(row, now),
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
