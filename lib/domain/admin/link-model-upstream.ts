import { notFound } from '@/lib/kernel/error'
import { platformCommand } from '../platform/command'
import { readModel } from './list-models'
import { LinkModelUpstreamInput } from './schema'
import type { AdminModelView } from './view'

/**
 * Lets a server answer for a model, changes its share, or (without `upstreamModel`) takes it away. Lower priority is tried
 * first; within one, requests are shared by weight.
 * @throws DomainError not_found
 */
export const linkModelUpstream = platformCommand('admin.linkModelUpstream', LinkModelUpstreamInput, async (ctx, input): Promise<AdminModelView> => {
  const { id: modelId, upstreamId, upstreamModel, weight, priority } = input
  const key = { modelId_upstreamId: { modelId, upstreamId } }
  if ((await ctx.db.upstream.count({ where: { id: upstreamId } })) === 0) throw notFound('upstream')
  const before = await readModel(ctx.db, modelId, ctx.clock.now())
  if (!upstreamModel) {
    if (!before.links.some((link) => link.upstreamId === upstreamId)) throw notFound('link')
    await ctx.db.modelUpstream.delete({ where: key, select: { modelId: true } })
  } else {
    const link = { upstreamModel, weight, priority }
    await ctx.db.modelUpstream.upsert({ where: key, create: { modelId, upstreamId, ...link }, update: link, select: { modelId: true } })
  }
  await ctx.record(modelId, { upstreamId, upstreamModel: upstreamModel ?? null, weight, priority })
  return readModel(ctx.db, modelId, ctx.clock.now())
})
