import { probeUpstream, type ProbeResult } from '@/lib/providers/inference/probe-upstream'
import { targetOf } from '@/lib/providers/inference/target'
import { preparedCommand } from '../accounts/platform/prepared-command'
import { ById } from './schema'
import { forgiveUpstream, readUpstream } from './upstreams'
import type { UpstreamTestView } from './view'

/**
 * Asks a server for its models and keeps how it answered. The call is made before the transaction.
 * @throws DomainError not_found, not_configured when its address or secret is missing
 */
export const testUpstream = preparedCommand('admin.testUpstream', ById, {
  prepare: async ({ db }, { id }): Promise<ProbeResult> => {
    const row = await readUpstream(db, id)
    return probeUpstream(targetOf({ ...row, upstreamId: row.id }))
  },
  run: async (ctx, { id }, probe): Promise<UpstreamTestView> => {
    const { ok, latencyMs, models, reason } = probe
    await ctx.db.upstream.update({
      where: { id }, data: { lastCheckedAt: ctx.clock.now(), lastCheckOk: ok, lastCheckError: reason }, select: { id: true },
    })
    // It answers and lets us in: whatever cut it off is over.
    if (ok) await forgiveUpstream(ctx.db, id)
    await ctx.record(id, { ok, latencyMs, reason })
    return { id, isOk: ok, latencyMs, models, error: reason }
  },
})
