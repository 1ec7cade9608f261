import type { Db } from '@/lib/db/transaction'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { platformCommand, platformQuery } from '../../platform/command'
import { GetMigrationInput, StartMigrationInput } from './schema'
import type { MigrationDetailView, MigrationView } from './view'

const fields = {
  id: true, state: true, reason: true, createdAt: true, finishedAt: true, from: { select: { version: true } }, to: { select: { version: true } },
} as const
type Row = { id: string; state: string; reason: string; createdAt: Date; finishedAt: Date | null; from: { version: number }; to: { version: number } }

async function view(db: Db, { from, to, state, ...row }: Row): Promise<MigrationView> {
  const groups = await db.planMigrationItem.groupBy({ by: ['outcome'], where: { migrationId: row.id }, _count: { _all: true } })
  const of = (outcome: string): number => groups.find((one) => one.outcome === outcome)?._count._all ?? 0
  const [waiting, scheduled, skipped, failed] = [of('waiting'), of('scheduled'), of('skipped'), of('failed')]
  return {
    ...row, state: state === 'done' ? 'done' : 'running', fromVersion: from.version, toVersion: to.version,
    total: waiting + scheduled + skipped + failed, waiting, scheduled, skipped, failed,
  }
}

/** The moves between versions of a plan, newest first. */
export async function migrationsOf(db: Db, planId: string): Promise<MigrationView[]> {
  const rows = await db.planMigration.findMany({ where: { to: { planId } }, orderBy: { id: 'desc' }, take: 10, select: fields })
  return Promise.all(rows.map((row) => view(db, row)))
}

/**
 * Plans the move of everybody who holds one version to another of the same plan, at the end of each one's period and at the price of the
 * other. The worker does it client by client; each has an outcome of its own, and one that fails stops no other.
 * @throws DomainError not_found, invalid_input, conflict while such a move runs
 */
export const migrateSubscribers = platformCommand('admin.migrateSubscribers', StartMigrationInput, async (ctx, input): Promise<MigrationView> => {
  const { db, clock } = ctx
  const { fromVersionId, toVersionId, reason } = input
  const [from, to] = await Promise.all([fromVersionId, toVersionId].map((id) => db.planVersion.findUnique({ where: { id }, select: { id: true, planId: true, retiredAt: true } })))
  if (!from || !to) throw notFound('plan')
  if (from.id === to.id || from.planId !== to.planId || to.retiredAt) throw invalidField('toVersionId', 'notAllowed')
  await db.$queryRaw`SELECT 1 FROM "Plan" WHERE "id" = ${to.planId} FOR UPDATE`
  if ((await db.planMigration.count({ where: { fromVersionId, state: 'running' } })) > 0) throw new DomainError('conflict')
  const now = clock.now()
  const id = newId('mig', now)
  const row = await db.planMigration.create({ data: { id, fromVersionId, toVersionId, state: 'running', reason, createdAt: now }, select: fields })
  await db.$executeRaw`
    INSERT INTO "PlanMigrationItem" ("migrationId", "subscriptionId", "clientId", "outcome")
    SELECT ${id}, "id", "clientId", 'waiting' FROM "Subscription"
    WHERE "planVersionId" = ${fromVersionId} AND "status" IN ('trialing', 'active', 'past_due', 'paused')`
  await ctx.record(to.planId, { migrationId: id, fromVersionId, toVersionId, reason })
  return view(db, row)
})

/** One move with what became of each client. @throws DomainError not_found */
export const getMigration = platformQuery('admin.getPlanMigration', GetMigrationInput, async ({ db }, { id }): Promise<MigrationDetailView> => {
  const row = await db.planMigration.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('migration')
  const items = await db.planMigrationItem.findMany({ where: { migrationId: id }, orderBy: [{ outcome: 'asc' }, { subscriptionId: 'asc' }], take: 200 })
  const clients = await db.client.findMany({ where: { id: { in: items.map(({ clientId }) => clientId) } }, select: { id: true, name: true } })
  return {
    ...(await view(db, row)),
    items: items.map(({ clientId, subscriptionId, outcome, detail }) => ({
      clientId, subscriptionId, detail, outcome: outcome as MigrationDetailView['items'][number]['outcome'], // held to the list by a CHECK
      clientName: clients.find((one) => one.id === clientId)?.name ?? clientId,
    })),
  }
})
