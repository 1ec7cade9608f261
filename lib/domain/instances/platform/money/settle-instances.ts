import { platformDb } from '@/lib/db/platform-db'
import { billingCtxsOf } from '@/lib/domain/billing/platform/billing-ctx'
import { textOf, type RunReport } from './run-report'
import type { BaseCtx } from '../../../context'
import { settleInstance } from '../../money/settle-instance'

const batch = 200

type Due = { id: string; clientId: string }

/** Instances that may owe something: all that live, and those deleted whose last time is not charged yet. */
const dueAfter = (after: string, clientIds: readonly string[] | null): Promise<Due[]> => platformDb.$queryRaw<Due[]>`
  SELECT "id", "clientId" FROM "PrivateInstance" WHERE ("deletedAt" IS NULL OR "billedUntil" < "deletedAt") AND "id" > ${after}
    AND (${clientIds === null} OR "clientId" = ANY (${[...(clientIds ?? [])]}::text[])) ORDER BY "id" LIMIT ${batch}`

async function settleEach(ctx: BaseCtx, due: readonly Due[]): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  const clients = new Map((await billingCtxsOf(ctx, [...new Set(due.map(({ clientId }) => clientId))], 'instances')).map((client) => [client.clientId, client]))
  for (const { id, clientId } of due) {
    const client = clients.get(clientId)
    if (!client) continue
    try {
      await settleInstance(client, id)
      report.done++
    } catch (error) {
      report.failed.push({ id, error: textOf(error) })
    }
  }
  return report
}

/** Charges the hours of every instance, or of these clients' ones, by each client's clock. What fails is reported and stops nobody else. */
export async function settleInstances(ctx: BaseCtx, clientIds: readonly string[] | null = null): Promise<RunReport> {
  const all: RunReport = { done: 0, failed: [] }
  for (let after = ''; ;) {
    const due = await dueAfter(after, clientIds)
    const { done, failed } = await settleEach(ctx, due)
    all.done += done
    all.failed.push(...failed)
    const last = due.at(-1)
    if (!last || due.length < batch) return all
    after = last.id
  }
}

/** The same for one, at once: it has just stopped costing what it cost. */
export async function settleInstanceById(ctx: BaseCtx, id: string): Promise<RunReport> {
  return settleEach(ctx, await platformDb.privateInstance.findMany({ where: { id }, select: { id: true, clientId: true } }))
}
