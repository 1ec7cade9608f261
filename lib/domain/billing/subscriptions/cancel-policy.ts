import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'

export const cancelNowPolicies = ['credit', 'nothing'] as const
export type CancelNowPolicy = (typeof cancelNowPolicies)[number]

export const cancelNowSetting = 'cancel_now'

/** What a client gets who ends a paid period early: the unused rest as credit, or nothing. The operator decides. */
export async function cancelNowPolicy(db: Db): Promise<CancelNowPolicy> {
  const row = await db.setting.findUnique({ where: { key: cancelNowSetting }, select: { value: true } })
  return z.enum(cancelNowPolicies).catch('credit').parse(row?.value)
}
