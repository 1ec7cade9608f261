import type { Prisma } from '@/lib/db/generated/client'

/** Everything a link's hash is made of. */
export const chainedFields = {
  id: true, clientId: true, sourceKind: true, sourceId: true, description: true, mode: true, reversesId: true, createdAt: true,
  entries: { select: { id: true, amountMinor: true, currency: true, account: { select: { id: true, clientId: true, kind: true, currency: true, mode: true } } } },
} as const satisfies Prisma.LedgerTransactionSelect

export const ledgerModes = ['test', 'live'] as const
export type LedgerMode = (typeof ledgerModes)[number]
