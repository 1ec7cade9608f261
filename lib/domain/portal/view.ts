import { z } from 'zod'
import { LocalizedTextView, ModelView } from '@/lib/domain/catalog/view'

const exact = 'Exact, in the major unit, to 12 decimals.'

/** Why private instances do not run as their owner wants, gravest first: suspended, given up or tried again, nearly out of storage. */
export const instanceProblems = ['expired', 'unpaid', 'staff', 'failed', 'retrying', 'storage'] as const
export type InstanceProblem = (typeof instanceProblems)[number]

/** Something the client should act on; each `kind` has its own sentence and its own act. */
export const AttentionView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invoice'), id: z.string(), number: z.string().nullable(), balanceMinor: z.bigint(), currency: z.string(), dueAt: z.date().nullable(), isOverdue: z.boolean() }),
  z.object({ kind: z.literal('subscriptionIncomplete'), id: z.string(), planName: LocalizedTextView, invoiceId: z.string().nullable() }),
  z.object({ kind: z.literal('subscriptionPastDue'), id: z.string(), planName: LocalizedTextView }),
  z.object({ kind: z.literal('subscriptionEnding'), id: z.string(), planName: LocalizedTextView, endsAt: z.date() }),
  z.object({ kind: z.literal('keyExpiring'), id: z.string(), name: z.string(), expiresAt: z.date() }),
  z.object({ kind: z.literal('methodEnding'), id: z.string(), brand: z.string().nullable(), last4: z.string().nullable(), isExpired: z.boolean() }),
  z.object({ kind: z.literal('allowance'), percent: z.int(), resetsAt: z.date() }),
  z.object({ kind: z.literal('spendLimit'), percent: z.int(), resetsAt: z.date() }),
  z.object({
    kind: z.literal('instances'), problem: z.enum(instanceProblems), instances: z.array(z.object({ id: z.string(), name: z.string() })),
    deletesAt: z.date().nullable().meta({ description: 'When the first of them is deleted, if nothing changes.' }),
  }),
])
export type AttentionView = z.infer<typeof AttentionView>

const PlanInForceView = z.object({
  subscriptionId: z.string(),
  code: z.string(),
  name: LocalizedTextView,
  status: z.string(),
  interval: z.enum(['month', 'year']),
  amountMinor: z.bigint().meta({ description: 'Price of an interval before tax.' }),
  currency: z.string(),
  periodEnd: z.date().nullable(),
  cancelAtPeriodEnd: z.boolean(),
})

const PeriodView = z.object({
  startsAt: z.date(),
  endsAt: z.date(),
  currency: z.string(),
  includedTokens: z.bigint(),
  usedTokens: z.bigint(),
  cost: z.string().meta({ description: `Usage at list price. ${exact}` }),
  billed: z.string().meta({ description: `What is paid beyond the plan. ${exact}` }),
  forecast: z.string().nullable().meta({ description: `billed by the period's end at the present pace; null on the first day. ${exact}` }),
  spendLimit: z.string().meta({ description: `Overage allowed this period. ${exact}` }),
})

const RecentRequestView = z.object({
  id: z.string(),
  model: z.string(),
  status: z.enum(['ok', 'error', 'canceled']),
  tokens: z.int(),
  cost: z.string().meta({ description: exact }),
  currency: z.string(),
  latencyMs: z.int(),
  createdAt: z.date(),
})

const RecentInvoiceView = z.object({
  id: z.string(),
  number: z.string().nullable(),
  documentStatus: z.enum(['draft', 'open', 'void']),
  paymentStatus: z.enum(['unpaid', 'partially_paid', 'paid', 'uncollectible']),
  totalMinor: z.bigint(),
  currency: z.string(),
  issuedAt: z.date().nullable(),
  createdAt: z.date(),
})

export const DashboardView = z.object({
  plan: PlanInForceView.nullable(),
  period: PeriodView.nullable(),
  lastSevenDays: z.object({
    requests: z.int(),
    errors: z.int(),
    perDay: z.array(z.int()).length(7).meta({ description: 'Requests of each day in the client’s time zone, oldest first.' }),
  }),
  costByDay: z.object({
    days: z.array(z.date()).meta({ description: 'Starts of days in the client’s time zone.' }),
    currency: z.string(),
    models: z.array(z.object({ model: z.string(), costs: z.array(z.string()) })).meta({ description: 'Dearest first; one cost a day, at list price.' }),
  }),
  nextCharge: z.object({ at: z.date(), amountMinor: z.bigint(), usageMinor: z.bigint(), currency: z.string() }).nullable()
    .meta({ description: 'Before tax: the plan’s price and, in it, the usage so far that goes on that invoice.' }),
  wallet: z.object({ availableMinor: z.bigint(), currency: z.string() }).nullable(),
  attention: z.array(AttentionView),
  recentRequests: z.array(RecentRequestView),
  recentInvoices: z.array(RecentInvoiceView),
  firstSteps: z.object({ hasKey: z.boolean(), hasRequest: z.boolean() }),
})
export type DashboardView = z.infer<typeof DashboardView>

/** What the plan in force lets this client do, as far as its pages need it. */
export const OfferView = z.object({
  plan: z.object({
    code: z.string(),
    name: LocalizedTextView,
    status: z.enum(['trialing', 'active', 'past_due', 'paused']),
    maxKeys: z.int(),
    maxInstances: z.int().meta({ description: 'Private instances at the same time.' }),
    maxOutputTokens: z.int(),
    requestsPerMinute: z.int().meta({ description: 'The most one key can have: its own ceiling in the plan, or the whole plan’s.' }),
    tokensPerMinute: z.int(),
    requestsPerHour: z.int().nullable(),
    requestsPerDay: z.int().nullable(),
    concurrentRequests: z.int().nullable(),
  }).nullable(),
  models: z.array(ModelView.extend({ isInPlan: z.boolean() })),
  timeZone: z.string(),
})
export type OfferView = z.infer<typeof OfferView>
