import { z } from 'zod'

const cost = z.string().meta({ description: 'Decimal of the major unit, twelve digits after the point.' })

/** What happened in a range or a bucket. */
export const UsageFigures = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cost: cost.meta({ description: 'At list price.' }),
  billed: cost.meta({ description: 'What was taken from the wallet or added to the overage.' }),
  averageLatencyMs: z.number().int().nullable(),
})
export type UsageFigures = z.infer<typeof UsageFigures>

export const UsageSummaryView = UsageFigures.extend({ from: z.date(), to: z.date(), currency: z.string() })
export type UsageSummaryView = z.infer<typeof UsageSummaryView>

export const UsagePointView = UsageFigures.extend({
  at: z.date().meta({ description: 'When the bucket begins.' }),
  group: z.string().meta({ description: 'A model\'s slug, a key\'s id, "" for the playground, or "all".' }),
  latencyMsSum: z.number().int(),
})
export type UsagePointView = z.infer<typeof UsagePointView>

export const UsageTimelineView = z.object({ from: z.date(), to: z.date(), bucket: z.enum(['hour', 'day']), timeZone: z.string(), currency: z.string(), points: z.array(UsagePointView) })
export type UsageTimelineView = z.infer<typeof UsageTimelineView>

export const KeyUsageView = UsageTimelineView.extend({ keyId: z.string(), total: UsageFigures })
export type KeyUsageView = z.infer<typeof KeyUsageView>

export const ModelUsageView = UsageFigures.extend({ model: z.string(), name: z.string() })
export type ModelUsageView = z.infer<typeof ModelUsageView>
export const ModelUsageListView = z.object({ data: z.array(ModelUsageView) })

/** One request's receipt. */
export const GenerationView = z.object({
  id: z.string(),
  model: z.string(),
  endpoint: z.enum(['chat', 'completions', 'embeddings']),
  source: z.enum(['api', 'playground']),
  keyId: z.string().nullable(),
  isStream: z.boolean(),
  status: z.enum(['ok', 'error', 'canceled']),
  httpStatus: z.number().int(),
  errorCode: z.string().nullable(),
  isEstimated: z.boolean(),
  inputTokens: z.number().int(),
  cachedTokens: z.number().int(),
  outputTokens: z.number().int(),
  currency: z.string(),
  cost,
  allowanceTokens: z.number().int().meta({ description: 'Tokens the plan covered.' }),
  fromWallet: cost,
  fromOverage: cost,
  priceId: z.string(),
  upstream: z.string().nullable(),
  latencyMs: z.number().int(),
  firstTokenMs: z.number().int().nullable(),
  attempts: z.number().int(),
  createdAt: z.date(),
})
/** One try at a server, in the order they were made. */
export const AttemptView = z.object({
  upstreamId: z.string(), outcome: z.string().meta({ description: '`answered`, or the code of what went wrong.' }), latencyMs: z.number().int().meta({ description: 'Until the head of the answer, or the failure.' }),
})
/** A receipt alone also tells its attempts. */
export const ReceiptView = GenerationView.extend({ tries: z.array(AttemptView).meta({ description: 'Each attempt, where there was more than one; for 90 days.' }) })
export type ReceiptView = z.infer<typeof ReceiptView>
export type GenerationView = z.infer<typeof GenerationView>

/** The running period: what is included, used and left. Null without a live subscription. */
export const AllowanceView = z.object({
  startsAt: z.date(),
  endsAt: z.date(),
  currency: z.string(),
  includedTokens: z.number().int(),
  usedTokens: z.number().int(),
  heldTokens: z.number().int(),
  overage: cost,
  spendLimit: cost,
}).nullable()
export type AllowanceView = z.infer<typeof AllowanceView>

/** One calendar window of a key's spending, in UTC. */
export const SpendWindowView = z.object({
  spent: cost.meta({ description: 'At list price, whoever paid: the plan, the wallet or overage.' }),
  cap: cost.nullable(),
  left: cost.nullable().meta({ description: 'What a new request may still hold; null without a cap.' }),
  startsAt: z.date(),
  resetsAt: z.date(),
})
export type SpendWindowView = z.infer<typeof SpendWindowView>

export const KeySpendView = z.object({
  keyId: z.string(),
  currency: z.string(),
  held: cost.meta({ description: 'Held by running requests.' }),
  day: SpendWindowView,
  week: SpendWindowView.meta({ description: 'ISO week, from Monday.' }),
  month: SpendWindowView,
})
export type KeySpendView = z.infer<typeof KeySpendView>
