import { z } from 'zod'
import { differenceKinds } from '@/lib/domain/ledger/difference'

export const DifferenceView = z.object({
  id: z.string(),
  kind: z.enum(differenceKinds),
  subjectId: z.string(),
  clientId: z.string().nullable(),
  expected: z.string(),
  actual: z.string(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  resolvedAt: z.date().nullable(),
})
export type DifferenceView = z.infer<typeof DifferenceView>

export const LedgerStateView = z.object({
  lastCheck: z.object({ finishedAt: z.date(), transactions: z.bigint(), wallets: z.int(), differences: z.int() }).nullable(),
  chains: z.array(z.object({ mode: z.string(), sequence: z.bigint(), hash: z.string(), sealedAt: z.date() })),
  waiting: z.int().meta({ description: 'Bookings that wait for their seal.' }),
  differences: z.array(DifferenceView).meta({ description: 'Open ones first, then the last that were resolved.' }),
  balances: z.array(z.object({ kind: z.string(), currency: z.string(), mode: z.string(), debitMinor: z.bigint(), creditMinor: z.bigint() })),
})
export type LedgerStateView = z.infer<typeof LedgerStateView>
