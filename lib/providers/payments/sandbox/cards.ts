import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import type { SavedMethodSnapshot } from '../types'

/** How a saved test card answers when it is charged without the customer. */
export const cardBehaviours = ['pays', 'declines_soft', 'declines_final', 'needs_customer'] as const
export type CardBehaviour = (typeof cardBehaviours)[number]

/** The test cards that the hosted page offers, told apart by their last digits as with a real provider. */
export const testCards: Record<CardBehaviour, { brand: string; last4: string }> = {
  pays: { brand: 'visa', last4: '4242' },
  declines_soft: { brand: 'visa', last4: '9995' },
  declines_final: { brand: 'mastercard', last4: '9979' },
  needs_customer: { brand: 'visa', last4: '3184' },
}

const yearsValid = 4

/** A card for the vault, as a row: whoever keeps it does so in the transaction of what led to it. */
export function newCard(behaviour: CardBehaviour, now: Date) {
  return { id: newId('test', now), ...testCards[behaviour], expMonth: 12, expYear: now.getUTCFullYear() + yearsValid, behaviour, createdAt: now }
}

type Row = { id: string; brand: string; last4: string; expMonth: number; expYear: number; behaviour: CardBehaviour; removedAt: Date | null }

/** A card of the vault, also one that was removed; null when there never was one. */
export async function findCard(id: string): Promise<Row | null> {
  const { rows } = await pool().query<Row>('SELECT * FROM "SandboxCard" WHERE "id" = $1', [id])
  return rows[0] ?? null
}

export async function removeCard(id: string, now: Date): Promise<void> {
  await pool().query('UPDATE "SandboxCard" SET "removedAt" = coalesce("removedAt", $2) WHERE "id" = $1', [id, now])
}

export const cardSnapshot = ({ id, brand, last4, expMonth, expYear }: Row): SavedMethodSnapshot => ({
  ref: id, customerRef: null, kind: 'card', brand, last4, expMonth, expYear, fingerprint: `sandbox-${brand}-${last4}`,
})
