import type { KeyScope } from '@/lib/auth/actor'
import type { Prisma } from '@/lib/db/generated/client'
import { scaledToDecimal } from '@/lib/kernel/money'
import { amountFields } from './grant'
import type { KeyView } from './view'

export const keyFields = {
  id: true, name: true, hint: true, scopes: true, models: true, allowedIps: true,
  ...amountFields,
  expiresAt: true, lastUsedAt: true, createdAt: true, renewedAt: true, revokedAt: true,
  retired: { where: { isEnded: false }, orderBy: { endsAt: 'desc' }, take: 1, select: { hint: true, endsAt: true } },
} as const satisfies Prisma.ApiKeySelect

export type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof keyFields }>

/** Caps are entered and shown with the cents people know, and with more only where there is more. */
export const capOf = (micros: bigint | null): string | null => (micros === null ? null : scaledToDecimal(micros, 6).replace(/(\.\d{2})(\d*?)0+$/, '$1$2'))

/** The caps that were given, as the row keeps them. */
export function capColumns({ spendCapDay, spendCapWeek, spendCapMonth }: { [cap in 'spendCapDay' | 'spendCapWeek' | 'spendCapMonth']?: bigint | null | undefined }) {
  const columns = { spendCapDayMicros: spendCapDay, spendCapWeekMicros: spendCapWeek, spendCapMonthMicros: spendCapMonth }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as { [column in keyof typeof columns]?: bigint | null }
}

export function toKeyView({ retired, spendCapDayMicros, spendCapWeekMicros, spendCapMonthMicros, ...row }: KeyRow, now: Date): KeyView {
  const isExpired = row.expiresAt !== null && row.expiresAt <= now
  const old = row.revokedAt === null ? retired.find(({ endsAt }) => endsAt > now) : undefined
  return {
    ...row, scopes: row.scopes as KeyScope[], status: row.revokedAt ? 'revoked' : isExpired ? 'expired' : 'active',
    spendCapDay: capOf(spendCapDayMicros), spendCapWeek: capOf(spendCapWeekMicros), spendCapMonth: capOf(spendCapMonthMicros),
    oldSecret: old ? { hint: old.hint, endsAt: old.endsAt } : null,
  }
}
