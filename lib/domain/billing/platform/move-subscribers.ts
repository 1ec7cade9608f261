import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { moveToVersion } from '../subscriptions/move-to-version'
import { billingCtxOf } from './billing-ctx'

const batch = 200

/** Moves a batch of those who wait in a running migration, each in a transaction of its own. To be run every minute. @returns how many were looked at */
export async function moveSubscribers(ctx: BaseCtx): Promise<number> {
  const items = await platformDb.planMigrationItem.findMany({
    where: { outcome: 'waiting', migration: { state: 'running' } }, orderBy: [{ migrationId: 'asc' }, { subscriptionId: 'asc' }], take: batch,
    select: { migrationId: true, subscriptionId: true, clientId: true, migration: { select: { toVersionId: true, fromVersionId: true } } },
  })
  for (const { migrationId, subscriptionId, clientId, migration } of items) {
    const { outcome, detail } = await moveOne(ctx, clientId, { id: subscriptionId, ...migration })
    await platformDb.planMigrationItem.updateMany({ where: { migrationId, subscriptionId, outcome: 'waiting' }, data: { outcome, detail, doneAt: ctx.clock.now() } })
  }
  await platformDb.planMigration.updateMany({ where: { state: 'running', items: { none: { outcome: 'waiting' } } }, data: { state: 'done', finishedAt: ctx.clock.now() } })
  return items.length
}

async function moveOne(ctx: BaseCtx, clientId: string, move: { id: string; fromVersionId: string; toVersionId: string }): Promise<{ outcome: string; detail: string | null }> {
  try {
    return { outcome: await moveToVersion(await billingCtxOf(ctx, clientId, 'plan_migration'), move), detail: null }
  } catch (error) {
    return { outcome: 'failed', detail: (error instanceof Error ? error.message : String(error)).slice(0, 300) }
  }
}
