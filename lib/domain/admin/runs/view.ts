import { z } from 'zod'

export const BillingRunView = z.object({
  id: z.string(), asOf: z.date(), trigger: z.enum(['schedule', 'staff', 'clock']), state: z.enum(['running', 'done', 'failed']), worker: z.string(), clients: z.int(), items: z.int(),
  invoices: z.int(), parked: z.int(), error: z.string().nullable(), startedAt: z.date(), beatAt: z.date(), finishedAt: z.date().nullable(),
})
export type BillingRunView = z.infer<typeof BillingRunView>

export const ParkedClientView = z.object({
  id: z.string(), clientId: z.string(), clientName: z.string(), reason: z.enum(['failed', 'too_many_items', 'ledger_mismatch']), detail: z.string(), runId: z.string().nullable(),
  parkedAt: z.date(), releasedAt: z.date().nullable(), releaseNote: z.string().nullable(),
})
export type ParkedClientView = z.infer<typeof ParkedClientView>
