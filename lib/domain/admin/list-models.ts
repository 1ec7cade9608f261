import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import { platformQuery } from '../platform/command'
import { modelFields, modelView } from './model-row'
import { ById, NoInput } from './schema'
import type { AdminModelView } from './view'

/** Every model, retired ones too, with its prices and the servers behind it. */
export const listAllModels = platformQuery('admin.listModels', NoInput, async ({ db, clock }): Promise<{ data: AdminModelView[]; nextCursor: null }> => {
  const rows = await db.model.findMany({ orderBy: [{ retiredAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }], select: modelFields })
  return { data: rows.map((row) => modelView(row, clock.now())), nextCursor: null }
})

/** One model as staff see it. @throws DomainError not_found */
export async function readModel(db: Db, id: string, now: Date): Promise<AdminModelView> {
  const row = await db.model.findUnique({ where: { id }, select: modelFields })
  if (!row) throw notFound('model')
  return modelView(row, now)
}

/** One model, by id. @throws DomainError not_found */
export const getModel = platformQuery('admin.getModel', ById, async ({ db, clock }, { id }) => readModel(db, id, clock.now()))
