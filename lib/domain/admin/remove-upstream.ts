import { DomainError } from '@/lib/kernel/error'
import { platformCommand } from '../platform/command'
import { ById, SwitchUpstreamInput } from './schema'
import { readUpstream, upstreamView } from './upstreams'
import type { UpstreamView } from './view'

/** Sends requests to a server, or none from the next one on. @throws DomainError not_found */
export const switchUpstream = platformCommand('admin.switchUpstream', SwitchUpstreamInput, async (ctx, { id, isEnabled }): Promise<UpstreamView> => {
  await readUpstream(ctx.db, id)
  await ctx.db.upstream.update({ where: { id }, data: { enabled: isEnabled, updatedAt: ctx.clock.now() }, select: { id: true } })
  await ctx.record(id, { isEnabled })
  return upstreamView(await readUpstream(ctx.db, id), ctx.clock.now())
})

/**
 * Removes a server that no model uses, with its secret. What it answered stays in the usage records.
 * @throws DomainError not_found, invalid_state while a model uses it, or for the embedded engine
 */
export const removeUpstream = platformCommand('admin.removeUpstream', ById, async (ctx, { id }): Promise<UpstreamView> => {
  const row = await readUpstream(ctx.db, id)
  const { count } = await ctx.db.upstream.deleteMany({ where: { id, isHouse: false, models: { none: {} } } })
  if (count === 0) throw new DomainError('invalid_state')
  await ctx.record(id, { name: row.name, baseUrl: row.baseUrl })
  return upstreamView(row, ctx.clock.now())
})
