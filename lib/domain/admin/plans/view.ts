import { z } from 'zod'
import { QuoteLineView } from '@/lib/domain/billing/view'
import { PlanView } from '@/lib/domain/catalog/view'

/** How usage beyond the allowance is priced, written as `publishPlanVersion` takes it. */
export const UsageTermsView = z.object({
  currency: z.string().meta({ description: 'Of the amounts among these terms.' }),
  usagePrice: z.enum(['list', 'graduated', 'volume', 'package']),
  usageBasis: z.enum(['value', 'tokens']),
  minimumCommitment: z.string().nullable(),
  thresholdInvoice: z.string().nullable(),
  tiers: z.array(z.object({ upTo: z.string().nullable(), rate: z.string().nullable(), flat: z.string().nullable(), packageSize: z.string().nullable(), packagePrice: z.string().nullable() })),
})
export type UsageTermsView = z.infer<typeof UsageTermsView>

/** What a month would cost under a version, before tax. */
export const PlanMonthView = z.object({
  currency: z.string(),
  lines: z.array(QuoteLineView),
  subtotalMinor: z.bigint(),
  usedTokens: z.bigint(),
  beyondTokens: z.bigint().meta({ description: 'Tokens beyond the allowance that are served.' }),
  refusedTokens: z.bigint().meta({ description: 'Tokens that the plan would refuse: it stops, or its spend limit is reached.' }),
  interimInvoices: z.bigint().meta({ description: 'Invoices within the month because overage passes the threshold.' }),
})
export type PlanMonthView = z.infer<typeof PlanMonthView>

export const PlanVersionView = PlanView.extend({ usage: UsageTermsView, publishedAt: z.date(), retiredAt: z.date().nullable(), isSold: z.boolean(), subscribers: z.int() })
export type PlanVersionView = z.infer<typeof PlanVersionView>

export const MigrationView = z.object({
  id: z.string(), state: z.enum(['running', 'done']), reason: z.string(), fromVersion: z.int(), toVersion: z.int(),
  total: z.int(), waiting: z.int(), scheduled: z.int(), skipped: z.int(), failed: z.int(), createdAt: z.date(), finishedAt: z.date().nullable(),
})
export type MigrationView = z.infer<typeof MigrationView>

export const MigrationItemView = z.object({ clientId: z.string(), clientName: z.string(), subscriptionId: z.string(), outcome: z.enum(['waiting', 'scheduled', 'skipped', 'failed']), detail: z.string().nullable() })
export const MigrationDetailView = MigrationView.extend({ items: z.array(MigrationItemView) })
export type MigrationDetailView = z.infer<typeof MigrationDetailView>

export const AdminPlanView = z.object({
  id: z.string(), code: z.string(), rank: z.int(), isPublic: z.boolean(),
  versions: z.array(PlanVersionView).meta({ description: 'Newest first.' }),
  migrations: z.array(MigrationView),
})
export type AdminPlanView = z.infer<typeof AdminPlanView>
