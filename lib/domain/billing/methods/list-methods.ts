import { query } from '@/lib/domain/command'
import { methodsOf, methodView } from './method-row'
import { ListMethodsInput } from './schema'
import type { SavedMethodView } from './view'

/** The client's saved ways to pay, the default first. */
export const listMethods = query('billing.listMethods', ListMethodsInput, async ({ db, clientId, clock }): Promise<{ data: SavedMethodView[]; nextCursor: null }> => {
  const rows = await methodsOf(db, clientId)
  return { data: rows.map((row) => methodView(row, clock.now())), nextCursor: null }
})
