import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { arrearsFields, arrearsView, type ArrearsRow } from '@/lib/domain/billing/dunning/arrears-view'
import { setServiceSuspended } from '@/lib/domain/billing/dunning/access'
import { noteEvent } from '@/lib/domain/billing/dunning/case-row'
import { clockOf } from '@/lib/domain/billing/runs/clock-of'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { PageInput, type Page } from '@/lib/kernel/cursor'
import { platformCommand, platformQuery } from '../../platform/command'
import { pageOf } from '../page-of'
import type { AdminArrearsView } from './view'

const fields = { ...arrearsFields, client: { select: { name: true } } } as const
const view = ({ client, ...row }: ArrearsRow & { client: { name: string } }): AdminArrearsView => ({ ...arrearsView(row), clientId: row.clientId, clientName: client.name })

export const ListArrearsInput = PageInput.extend({ state: z.enum(['open', 'suspended', 'recovered', 'ended']).optional(), clientId: z.string().max(64).optional() })

/** Unpaid invoices being collected, newest first, each with its timeline. */
export const listArrears = platformQuery('admin.listArrears', ListArrearsInput, async ({ db }, { state, clientId, ...page }): Promise<Page<AdminArrearsView>> =>
  pageOf(page, ({ where, ...args }) => db.dunningCase.findMany({
    ...args, where: { ...where, ...(state ? { state } : { state: { in: ['open', 'suspended'] } }), ...(clientId ? { clientId } : {}) }, select: fields,
  }), view))

export const ExtendArrearsInput = z.object({
  id: z.string().min(1).max(64), days: z.coerce.number().int().min(1).max(90), reason: z.string().trim().min(1).max(500).meta({ description: 'Kept in the case’s history.' }),
})

/**
 * Moves the suspension and the end of a case by so many days, in the client's own time. A service that had stopped for it goes on
 * until the new date.
 * @throws DomainError not_found, invalid_state when the case has ended
 */
export const extendArrears = platformCommand('admin.extendArrears', ExtendArrearsInput, async (ctx, { id, days: count, reason }): Promise<AdminArrearsView> => {
  const { db } = ctx
  const found = await db.dunningCase.findUnique({ where: { id }, select: { clientId: true, client: { select: { testClock: { select: { now: true } } } } } })
  if (!found) throw notFound('arrears')
  const now = clockOf(found.client, ctx.clock).now()
  await lockClient(db, found.clientId)
  const row = await db.dunningCase.findUniqueOrThrow({ where: { id }, select: fields })
  if (row.closedAt) throw new DomainError('invalid_state')
  const suspendAt = plus(row.suspendAt < now ? now : row.suspendAt, days(count))
  await db.dunningCase.update({
    where: { id }, select: { id: true },
    data: { suspendAt, deleteAt: plus(row.deleteAt, suspendAt.getTime() - row.suspendAt.getTime()), extendedDays: { increment: count }, state: 'open', suspendedAt: null, updatedAt: now },
  })
  if (row.state === 'suspended') await setServiceSuspended(db, row.clientId, row.subscriptionId, null)
  await noteEvent(db, now, { clientId: row.clientId, caseId: id }, 'extended', { days: count, reason })
  await ctx.record(row.clientId, { caseId: id, days: count, reason, suspendAt })
  return view(await db.dunningCase.findUniqueOrThrow({ where: { id }, select: fields }))
})
