import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'

const money = { currency: z.string(), amountMinor: z.bigint() }
export const AmountView = z.object(money)
export type AmountView = z.infer<typeof AmountView>

export const queueKinds = ['overdueInvoices', 'failedWebhooks', 'unknownPayments', 'failedMail', 'deadMessages', 'deadJobs', 'ledgerDifferences', 'openFindings', 'coinRefunds'] as const
export type QueueKind = (typeof queueKinds)[number]

export const upstreamHealths = ['healthy', 'probing', 'limited', 'refused', 'open', 'disabled', 'unknown'] as const
export const UpstreamHealth = z.enum(upstreamHealths).meta({ description: 'refused: it refuses our secret or account. limited: it asked to be left alone. open: cut off for failing. probing: one request at a time tries it again.' })
export type UpstreamHealth = z.infer<typeof UpstreamHealth>

export const OverviewView = z.object({
  money: z.object({
    mrr: z.array(AmountView).meta({ description: 'Monthly recurring revenue before tax, a yearly price counted as a twelfth.' }),
    mrrChange: z.array(AmountView).meta({ description: 'Begun minus ended in the last 30 days.' }),
    atRisk: z.array(AmountView).meta({ description: 'Unpaid on invoices past their due date.' }),
    overdueInvoices: z.int(),
    byMonth: z.array(z.object({ month: z.string(), ...money })).meta({ description: 'Billed before tax, from the ledger.' }),
  }).nullable().meta({ description: 'Null for staff who do not see money.' }),
  clients: z.object({ active: z.int(), trialing: z.int(), suspended: z.int() }),
  requests: z.object({ count: z.int(), errors: z.int() }).meta({ description: 'Last 24 hours.' }),
  queues: z.array(z.object({ kind: z.enum(queueKinds), waiting: z.int(), oldestAt: z.date().nullable() })),
  upstreams: z.array(z.object({
    id: z.string(), name: z.string(), health: UpstreamHealth, lastCheckedAt: z.date().nullable(),
    hours: z.array(z.enum(['none', 'ok', 'degraded', 'down'])).meta({ description: 'The last 24 hours, oldest first.' }),
  })),
})
export type OverviewView = z.infer<typeof OverviewView>

export const clientStates = ['active', 'suspended', 'closed'] as const
export const ClientRowView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable().meta({ description: 'The owner’s.' }),
  country: z.string().nullable(),
  status: z.enum(clientStates),
  planName: LocalizedTextView.nullable(),
  subscriptionStatus: z.string().nullable(),
  createdAt: z.date(),
})
export type ClientRowView = z.infer<typeof ClientRowView>

export const TimelineEventView = z.object({
  id: z.string(), action: z.string(), actorKind: z.string(), actorName: z.string().nullable(), objectId: z.string().nullable(), createdAt: z.date(),
})
export type TimelineEventView = z.infer<typeof TimelineEventView>

export const AdminInvoiceView = z.object({
  id: z.string(), number: z.string().nullable(), clientId: z.string(), clientName: z.string(), documentStatus: z.string(), paymentStatus: z.string(),
  isOverdue: z.boolean(), currency: z.string(), totalMinor: z.bigint(), balanceMinor: z.bigint(), mode: z.string(), issuedAt: z.date().nullable(),
  dueAt: z.date().nullable(), createdAt: z.date(),
})
export type AdminInvoiceView = z.infer<typeof AdminInvoiceView>

export const AdminPaymentView = z.object({
  id: z.string(), clientId: z.string(), clientName: z.string(), invoiceId: z.string(), invoiceNumber: z.string().nullable(), provider: z.string(), mode: z.string(),
  ...money, state: z.string(), failureCode: z.string().nullable(), externalId: z.string().nullable(), createdAt: z.date(), settledAt: z.date().nullable(),
})
export type AdminPaymentView = z.infer<typeof AdminPaymentView>

export const ClientDetailView = ClientRowView.extend({
  mode: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  suspendedAt: z.date().nullable(),
  suspendedReason: z.string().nullable(),
  facts: z.object({
    mrrMinor: z.bigint(),
    owedMinor: z.bigint(),
    walletMinor: z.bigint(),
    cost30d: z.string().meta({ description: 'At list price, in major units, exact.' }),
    requests30d: z.int(),
    errors30d: z.int(),
    lastPayment: AdminPaymentView.nullable(),
    openHolds: z.int(),
  }),
  subscription: z.object({
    id: z.string(), planName: LocalizedTextView, status: z.string(), interval: z.string(), ...money, currentPeriodEnd: z.date().nullable(),
    cancelAtPeriodEnd: z.boolean(), includedTokens: z.bigint().nullable(), usedTokens: z.bigint().nullable(),
  }).nullable(),
  members: z.array(z.object({ userId: z.string(), name: z.string(), email: z.string(), role: z.string(), isVerified: z.boolean() })),
  keys: z.array(z.object({ id: z.string(), name: z.string(), hint: z.string(), lastUsedAt: z.date().nullable(), revokedAt: z.date().nullable(), expiresAt: z.date().nullable() })),
  invoices: z.array(AdminInvoiceView),
  usageByDay: z.array(z.object({ day: z.date(), requests: z.int(), cost: z.string() })).meta({ description: 'The last 30 days in UTC, oldest first.' }),
  timeline: z.array(TimelineEventView),
})
export type ClientDetailView = z.infer<typeof ClientDetailView>

export const SuspensionView = z.object({ id: z.string(), status: z.enum(clientStates), suspendedAt: z.date().nullable(), suspendedReason: z.string().nullable() })

export const MailRowView = z.object({
  id: z.string(), to: z.string(), subject: z.string(), template: z.string(), locale: z.string(), state: z.string(), transport: z.string(),
  clientId: z.string().nullable(), createdAt: z.date(), sentAt: z.date().nullable(),
})
export type MailRowView = z.infer<typeof MailRowView>
export const MailDetailView = MailRowView.extend({
  text: z.string(), html: z.string(), attempts: z.int(), lastError: z.string().nullable(), attachments: z.array(z.string()),
})
export type MailDetailView = z.infer<typeof MailDetailView>

export const webhookChecks = ['signature', 'knownObject', 'notDuplicate', 'amountMatches', 'effectApplied'] as const
export const WebhookRowView = z.object({
  id: z.string(), provider: z.string(), mode: z.string(), eventId: z.string(), type: z.string(), objectId: z.string().nullable(), state: z.string(),
  attempts: z.int(), error: z.string().nullable(), receivedAt: z.date(), processedAt: z.date().nullable(),
})
export type WebhookRowView = z.infer<typeof WebhookRowView>
export const WebhookDetailView = WebhookRowView.extend({
  checks: z.record(z.enum(webhookChecks), z.boolean().nullable()).meta({ description: 'Null where the check was not reached.' }),
  body: z.string(),
  payment: AdminPaymentView.nullable().meta({ description: 'What it is about.' }),
})
export type WebhookDetailView = z.infer<typeof WebhookDetailView>

const ModelLinkView = z.object({ upstreamId: z.string(), upstreamName: z.string(), upstreamModel: z.string(), weight: z.int(), priority: z.int(), isEnabled: z.boolean(), health: UpstreamHealth })
export const AdminPriceView = z.object({
  id: z.string(), currency: z.string(), inputPerMillion: z.string(), cachedInputPerMillion: z.string(), outputPerMillion: z.string(), perRequest: z.string(),
  effectiveFrom: z.date(), effectiveTo: z.date().nullable(),
})
export type AdminPriceView = z.infer<typeof AdminPriceView>
export const AdminModelView = z.object({
  id: z.string(), slug: z.string(), name: z.string(), description: LocalizedTextView, kind: z.string(), contextTokens: z.int(), maxOutputTokens: z.int(),
  systemPrompt: z.string().nullable(), temperature: z.number().nullable(), topP: z.number().nullable(), maxTokens: z.number().nullable(), isDemo: z.boolean(),
  isRetired: z.boolean(), price: AdminPriceView.nullable().meta({ description: 'In force now.' }), prices: z.array(AdminPriceView), links: z.array(ModelLinkView), planCodes: z.array(z.string()),
})
export type AdminModelView = z.infer<typeof AdminModelView>

export const UpstreamView = z.object({
  id: z.string(), name: z.string(), baseUrl: z.string().nullable().meta({ description: 'Null for the embedded engine: its address comes from the deployment.' }),
  hasSecret: z.boolean(), isHouse: z.boolean(), isEnabled: z.boolean(), timeoutMs: z.int(), lastCheckedAt: z.date().nullable(), lastCheckOk: z.boolean().nullable(),
  lastCheckError: z.string().nullable(), health: UpstreamHealth, failures: z.int().meta({ description: 'In a row, over all gateway processes.' }),
  openUntil: z.date().nullable().meta({ description: 'Cut off until then.' }), models: z.array(z.object({ id: z.string(), slug: z.string(), upstreamModel: z.string() })),
})
export type UpstreamView = z.infer<typeof UpstreamView>
export const UpstreamTestView = z.object({
  id: z.string(), isOk: z.boolean(), latencyMs: z.int(), models: z.array(z.string()), error: z.string().nullable(),
})
export type UpstreamTestView = z.infer<typeof UpstreamTestView>

export const JobsView = z.object({
  queues: z.array(z.object({ task: z.string(), ready: z.int(), scheduled: z.int(), running: z.int(), failing: z.int(), oldestAt: z.date().nullable() })),
  outbox: z.object({ waiting: z.int(), oldestAt: z.date().nullable() }),
  dead: z.array(z.object({ id: z.string(), kind: z.enum(['job', 'message']), name: z.string(), attempts: z.int(), error: z.string().nullable(), at: z.date() })),
  workers: z.array(z.object({ workerId: z.string(), role: z.string(), beatAt: z.date(), isAlive: z.boolean() })),
})
export type JobsView = z.infer<typeof JobsView>
export const RetriedView = z.object({ id: z.string() })

export const AuditRowView = z.object({
  id: z.string(), action: z.string(), clientId: z.string().nullable(), clientName: z.string().nullable(), actorKind: z.string(), actorId: z.string().nullable(),
  actorName: z.string().nullable(), objectId: z.string().nullable(), data: z.record(z.string(), z.unknown()), requestId: z.string().nullable(), ip: z.string().nullable(), createdAt: z.date(),
})
export type AuditRowView = z.infer<typeof AuditRowView>
