import { query } from '../command'
import { summed, toFigures } from './figures'
import { rangeOf } from './range'
import { UsageRangeInput } from './schema'
import type { ModelUsageView } from './view'

/** What each model was used for in a range, the dearest first. */
export const listByModel = query('usage.listByModel', UsageRangeInput, async ({ db, clientId, clock }, input): Promise<{ data: ModelUsageView[] }> => {
  const { from, to } = rangeOf(input, clock.now())
  const [groups, models, instances] = await Promise.all([
    db.usageMetrics.groupBy({ by: ['modelId'], where: { clientId, hour: { gte: from, lt: to } }, _sum: summed, orderBy: { _sum: { costPicos: 'desc' } } }),
    db.model.findMany({ select: { id: true, slug: true, name: true } }),
    db.privateInstance.findMany({ where: { clientId }, select: { id: true, name: true } }),
  ])
  const named = [...models, ...instances.map(({ id, name }) => ({ id, slug: `instance/${name}`, name }))]
  return { data: groups.flatMap((group) => {
    const model = named.find((one) => one.id === group.modelId)
    return model ? [{ model: model.slug, name: model.name, ...toFigures(group._sum) }] : []
  }) }
})
