import { clientDb } from '@/lib/db/client-db'
import { inTransaction } from '@/lib/db/transaction'
import { runRecorded, translated } from '../../command'
import type { ClientCtx } from '../../context'
import { deleteOverdue, resumeServed, suspendExpired, type Named } from './suspend-and-resume'
import { tellStorage } from './tell-storage'
import { tellTrouble } from './tell-trouble'
import { warnOfDeletion, warnOfEnd } from './warn'

export type AppliedStanding = { suspended: number; resumed: number; deleted: number; warned: number; troubled: number; filling: number }

const idsOf = (list: readonly Named[]): string[] => list.map(({ id }) => id)

/**
 * What a client's subscription means for its instances at the client's now: suspended when it serves no more, going on when it does
 * again, warned before either end, deleted after the notice period; and its owner told of those that fail or fill up. One transaction; each statement looks again itself; repeating it does
 * nothing more.
 */
export function applyStanding(ctx: ClientCtx): Promise<AppliedStanding> {
  return translated(() => inTransaction(clientDb(ctx.clientId), (db) => runRecorded(ctx, 'instances.applyStanding', db, async (run) => {
    const suspended = await suspendExpired(run)
    const resumed = await resumeServed(run)
    const deleted = await deleteOverdue(run)
    const warned = (await warnOfEnd(run)) + (await warnOfDeletion(run))
    const done = { suspended: suspended.length, resumed: resumed.length, deleted: deleted.length, warned, troubled: await tellTrouble(run), filling: await tellStorage(run) }
    if (Object.values(done).some((count) => count > 0)) await run.record(ctx.clientId, { suspended: idsOf(suspended), resumed: idsOf(resumed), deleted: idsOf(deleted), warned, troubled: done.troubled, filling: done.filling })
    return done
  }, { mayDoNothing: true })))
}
