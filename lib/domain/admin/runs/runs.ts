import { z } from 'zod'
import { DomainError, notFound } from '@/lib/kernel/error'
import { PageInput, type Page } from '@/lib/kernel/cursor'
import { platformCommand, platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import type { BillingRunView, ParkedClientView } from './view'

const runFields = {
  id: true, asOf: true, trigger: true, state: true, worker: true, clients: true, items: true, invoices: true, parked: true, error: true, startedAt: true, beatAt: true, finishedAt: true,
} as const

/** Passes of the billing run that found something to do, newest first, with how far the running ones are. */
export const listBillingRuns = platformQuery('admin.listBillingRuns', PageInput, async ({ db }, page): Promise<Page<BillingRunView>> =>
  pageOf(page, (args) => db.billingRun.findMany({ ...args, select: runFields }), (row) => ({ ...row, state: row.state as BillingRunView['state'], trigger: row.trigger as BillingRunView['trigger'] })))

const parkedFields = { id: true, clientId: true, reason: true, detail: true, runId: true, parkedAt: true, releasedAt: true, releaseNote: true, client: { select: { name: true } } } as const
type ParkedRow = { client: { name: string }; reason: string } & Omit<ParkedClientView, 'clientName' | 'reason'>
const parkedView = ({ client, reason, ...row }: ParkedRow): ParkedClientView => ({ ...row, clientName: client.name, reason: reason as ParkedClientView['reason'] })

export const ListParkedInput = PageInput.extend({ all: z.boolean().default(false).meta({ description: 'Also those that were released.' }) })

/** Clients that a job has set aside, newest first. */
export const listParkedClients = platformQuery('admin.listParkedClients', ListParkedInput, async ({ db }, { all, ...page }): Promise<Page<ParkedClientView>> =>
  pageOf(page, ({ where, ...args }) => db.parkedClient.findMany({ ...args, where: { ...where, ...(all ? {} : { releasedAt: null }) }, select: parkedFields }), parkedView))

export const ReleaseParkedInput = z.object({ id: z.string().min(1).max(64), note: z.string().trim().min(1).max(500).meta({ description: 'What was found and mended; kept with the case.' }) })

/** Lets the next run take the client up again. @throws DomainError not_found, invalid_state when it was released already */
export const releaseParkedClient = platformCommand('admin.releaseParkedClient', ReleaseParkedInput, async (ctx, { id, note }): Promise<ParkedClientView> => {
  const { actor, clock, db } = ctx
  const { count } = await db.parkedClient.updateMany({
    where: { id, releasedAt: null }, data: { releasedAt: clock.now(), releasedById: actor.kind === 'staff' ? actor.userId : null, releaseNote: note },
  })
  const row = await db.parkedClient.findUnique({ where: { id }, select: parkedFields })
  if (!row) throw notFound('parked client')
  if (count === 0) throw new DomainError('invalid_state')
  await ctx.record(row.clientId, { parkedId: id, note })
  return parkedView(row)
})
