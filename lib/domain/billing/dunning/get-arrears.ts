import { z } from 'zod'
import { query } from '@/lib/domain/command'
import { arrearsFields, arrearsView } from './arrears-view'
import { isRunning } from './kinds'
import type { ArrearsView } from './view'

/** What the client has not paid, the oldest first: each with its whole timeline, and those that ended lately too. */
export const getArrears = query('billing.getArrears', z.object({}), async ({ db, clientId }): Promise<{ data: ArrearsView[]; nextCursor: null }> => {
  const rows = await db.dunningCase.findMany({ where: { clientId }, orderBy: { id: 'desc' }, take: 20, select: arrearsFields })
  const views = rows.map(arrearsView)
  return { data: [...views.filter(isRunning).reverse(), ...views.filter((one) => !isRunning(one))], nextCursor: null }
})
