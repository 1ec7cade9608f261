import { env } from '@/lib/env'
import { days, plus } from '@/lib/kernel/clock'

/** Days before an end at which its owner is told; the nearest one that has come counts. */
export const warningDays = [1, 3, 7] as const
export type WarningDays = (typeof warningDays)[number]

/** When an instance that was suspended then is deleted, if nothing changes. */
export const deletionOf = (suspendedAt: Date): Date => plus(suspendedAt, days(env().INSTANCE_NOTICE_DAYS))

export const deletionFields = { desired: true, suspendedFor: true, suspendedAt: true } as const

/** When an instance is deleted if nothing changes; null where nothing stands against it, or only staff do. */
export const deletionAt = ({ desired, suspendedFor, suspendedAt }: { desired: string; suspendedFor: string | null; suspendedAt: Date | null }): Date | null =>
  (desired !== 'deleted' && suspendedAt !== null && (suspendedFor === 'expired' || suspendedFor === 'unpaid') ? deletionOf(suspendedAt) : null)

/** Which warning of an end is due at `now`: null before the first and once the end has come. */
export const warningDue = (end: Date, now: Date): WarningDays | null => (now >= end ? null : warningDays.find((count) => now >= plus(end, -days(count))) ?? null)
