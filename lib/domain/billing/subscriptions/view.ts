import { z } from 'zod'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { intervals, QuoteLineView, TaxLineView } from '../view'

/** Stop collecting money; stop service when the paid period ends; stop service today and credit the rest. */
export const pauseKinds = ['collection', 'service_at_end', 'service_now'] as const

/** What an act does and costs, with what must be sent back to confirm it. */
export const ActPreviewView = z.object({
  subscriptionId: z.string(),
  act: z.enum(['change', 'cancel_now', 'pause_now', 'resume']),
  timing: z.enum(['now', 'period_end', 'free', 'undo']).meta({
    description: 'now = charged and done today; period_end = from the next period on; free = at once, during the trial; undo = takes back what was to come.',
  }),
  effectiveAt: z.date(),
  planCode: z.string(),
  planName: LocalizedTextView,
  interval: z.enum(intervals),
  quantity: z.int(),
  amountMinor: z.bigint().meta({ description: 'The price of an interval afterwards, before tax.' }),
  currency: z.string(),
  lines: z.array(QuoteLineView),
  tax: z.array(TaxLineView),
  subtotalMinor: z.bigint(),
  taxMinor: z.bigint(),
  totalMinor: z.bigint(),
  dueTodayMinor: z.bigint(),
  creditMinor: z.bigint().meta({ description: 'Given back to the wallet today, tax included.' }),
  periodEnd: z.date().meta({ description: 'The end of the period that runs afterwards.' }),
  nextChargeAt: z.date().nullable(),
  nextChargeMinor: z.bigint(),
  frozenAt: z.date().meta({ description: 'Send it back with the confirmation.' }),
  expiresAt: z.date().meta({ description: 'Until then the confirmed charge equals this preview.' }),
  hash: z.string().meta({ description: 'Send it back with the confirmation.' }),
})
export type ActPreviewView = z.infer<typeof ActPreviewView>

export const SubscriptionEventView = z.object({
  id: z.string(),
  at: z.date(),
  action: z.string(),
  actorKind: z.string(),
  actorName: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type SubscriptionEventView = z.infer<typeof SubscriptionEventView>

export const LimitsView = z.object({
  currency: z.string(),
  requestsPerMinute: z.int(),
  tokensPerMinute: z.int(),
  maxKeys: z.int(),
  keys: z.int().meta({ description: 'Keys that work now.' }),
  models: z.int(),
  supportHours: z.int().nullable(),
  allowsOverage: z.boolean(),
  month: z.object({
    startsAt: z.date(), endsAt: z.date(), includedTokens: z.bigint(), usedTokens: z.bigint(),
    overageMinor: z.bigint().meta({ description: 'What usage beyond the plan comes to this month.' }), spendLimitMinor: z.bigint(),
  }).nullable().meta({ description: 'The running month’s allowance; null while none runs.' }),
}).nullable()
export type LimitsView = z.infer<typeof LimitsView>
