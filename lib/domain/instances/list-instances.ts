import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'
import { currencyOfClient, instanceFields, instanceView, readInstance } from './instance-row'
import { InstanceIdInput, ListInstancesInput } from './schema'
import type { InstanceView } from './view'

/** The client's instances, newest first; those that are deleted only when asked for. */
export const listInstances = query('instances.list', ListInstancesInput, async ({ db, clientId, clock }, input): Promise<Page<InstanceView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await db.privateInstance.findMany({
    ...paging, select: instanceFields(await currencyOfClient(db, clientId), clock.now()),
    where: { ...where, clientId, ...(input.status ? { status: input.status } : {}), ...(input.withDeleted ? {} : { desired: { not: 'deleted' } }) },
  })
  return toPage(rows, input.limit, instanceView)
})

/** One of the client's instances. @throws DomainError not_found */
export const getInstance = query('instances.get', InstanceIdInput, async ({ db, clientId, clock }, { id }): Promise<InstanceView> =>
  instanceView(await readInstance(db, clientId, id, clock.now())))
