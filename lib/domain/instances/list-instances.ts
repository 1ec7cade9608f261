import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'
import { currencyOfClient, instanceFields, instanceView, readInstance } from './instance-row'
import { listedFigures } from './metrics/listed'
import { InstanceIdInput, ListInstancesInput } from './schema'
import type { InstanceView, ListedInstanceView } from './view'

/** The client's instances with their uptime and what they cost, newest first; those that are deleted only when asked for. */
export const listInstances = query('instances.list', ListInstancesInput, async ({ db, clientId, clock }, input): Promise<Page<ListedInstanceView>> => {
  const { where, ...paging } = pageArgs(input)
  const [now, currency] = [clock.now(), await currencyOfClient(db, clientId)]
  const rows = await db.privateInstance.findMany({
    ...paging, select: instanceFields(currency, now),
    where: { ...where, clientId, ...(input.status ? { status: input.status } : {}), ...(input.withDeleted ? {} : { desired: { not: 'deleted' } }) },
  })
  const figures = await listedFigures(db, clientId, rows.map(({ id }) => id), now)
  return toPage(rows, input.limit, (row) => ({ ...instanceView(row), ...figures(row.id), currency }))
})

/** One of the client's instances. @throws DomainError not_found */
export const getInstance = query('instances.get', InstanceIdInput, async ({ db, clientId, clock }, { id }): Promise<InstanceView> =>
  instanceView(await readInstance(db, clientId, id, clock.now())))
