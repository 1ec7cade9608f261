import { query } from '../command'
import { LocalizedTextView } from '../catalog/view'
import { currencyOfClient } from './instance-row'
import { priceOf, resourcesView, sizeFields } from './price-row'
import { NoInput } from './schema'
import { standingOf } from './standing'
import type { InstanceModelView, InstanceSizeView } from './view'

/** Every size that is sold, smallest first, with its price in the client's currency and whether the client's plan offers it. */
export const listInstanceSizes = query('instances.listSizes', NoInput, async ({ db, clientId, clock }): Promise<{ data: InstanceSizeView[]; nextCursor: null }> => {
  const now = clock.now()
  const currency = await currencyOfClient(db, clientId)
  const { sizeIds } = await standingOf(db, clientId, currency, now)
  const rows = await db.instanceSize.findMany({ where: { retiredAt: null }, orderBy: [{ rank: 'asc' }, { id: 'asc' }], select: sizeFields(currency, now) })
  return { data: rows.map((row) => ({ ...resourcesView(row), price: priceOf(row), isOffered: sizeIds.includes(row.id) })), nextCursor: null }
})

export const modelFields = { id: true, code: true, name: true, description: true, engine: true, contextTokens: true, sizeBytes: true, minMemoryBytes: true, isDemo: true } as const

type ModelRow = { id: string; code: string; name: unknown; description: unknown; engine: string; contextTokens: number; sizeBytes: bigint; minMemoryBytes: bigint; isDemo: boolean }

export const modelView = (row: ModelRow): InstanceModelView => ({
  id: row.id, code: row.code, contextTokens: row.contextTokens, isDemo: row.isDemo, name: LocalizedTextView.parse(row.name), description: LocalizedTextView.parse(row.description),
  engine: row.engine as InstanceModelView['engine'], sizeBytes: Number(row.sizeBytes), minMemoryBytes: Number(row.minMemoryBytes), // the engine is held to its list by a CHECK
})

/** The models the operator offers for instances. */
export const listInstanceModels = query('instances.listModels', NoInput, async ({ db }): Promise<{ data: InstanceModelView[]; nextCursor: null }> => {
  const rows = await db.instanceModel.findMany({ where: { retiredAt: null }, orderBy: { code: 'asc' }, select: modelFields })
  return { data: rows.map(modelView), nextCursor: null }
})
