import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '../catalog/view'
import type { InstancePriceView, InstanceResourcesView } from './view'

export const priceFields = {
  id: true, currency: true, hourMicros: true, keptHourMicros: true, inputMicrosPerMillion: true, outputMicrosPerMillion: true, effectiveFrom: true,
} as const satisfies Prisma.InstancePriceSelect

/** The price in a currency whose time holds `at`; the database keeps such times apart. */
export function priceAt(currency: string, at: Date) {
  const where: Prisma.InstancePriceWhereInput = { currency, effectiveFrom: { lte: at }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: at } }] }
  return { where, select: priceFields }
}

const resourceFields = {
  id: true, code: true, name: true, rank: true, memoryBytes: true, cpuMillis: true, pids: true, storageBytes: true, slots: true, requestsPerMinute: true, minIsolation: true,
} as const satisfies Prisma.InstanceSizeSelect

/** A size with its price at `at`, or with none. */
export const sizeFields = (currency: string, at: Date) => ({ ...resourceFields, retiredAt: true, prices: priceAt(currency, at) }) as const
export type SizeRow = Prisma.InstanceSizeGetPayload<{ select: ReturnType<typeof sizeFields> }>

export function resourcesView(row: Prisma.InstanceSizeGetPayload<{ select: typeof resourceFields }>): InstanceResourcesView {
  const { id, code, rank, cpuMillis, pids, slots, requestsPerMinute } = row
  return {
    id, code, rank, cpuMillis, pids, slots, requestsPerMinute, name: LocalizedTextView.parse(row.name), memoryBytes: Number(row.memoryBytes), storageBytes: Number(row.storageBytes),
    minIsolation: isolationOf(row.minIsolation),
  }
}

/** Held to the list by a CHECK. */
export const isolationOf = (text: string): InstanceResourcesView['minIsolation'] => (text === 'strong' || text === 'process-only' ? text : 'partial')

export const priceOf = ({ prices }: Pick<SizeRow, 'prices'>): InstancePriceView | null => prices[0] ?? null
