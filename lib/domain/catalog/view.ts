import { z } from 'zod'

/** A text the operator wrote in both languages. */
export const LocalizedTextView = z.object({ en: z.string(), ar: z.string() })

export const PlanPriceView = z.object({
  currency: z.string(),
  interval: z.enum(['month', 'year']),
  amountMinor: z.bigint().meta({ description: 'Before tax, in the smallest unit of the currency.' }),
  isOwn: z.boolean().optional().meta({ description: 'Agreed with this client alone.' }),
})
export type PlanPriceView = z.infer<typeof PlanPriceView>

export const PlanView = z.object({
  id: z.string(),
  versionId: z.string(),
  version: z.int(),
  code: z.string().meta({ description: 'free, pro, enterprise, custom, or one made by the operator.' }),
  rank: z.int(),
  name: LocalizedTextView,
  description: LocalizedTextView,
  trialDays: z.int(),
  includedTokens: z.bigint().meta({ description: 'Tokens a month that cost nothing more.' }),
  requestsPerMinute: z.int(),
  requestsPerHour: z.int().nullable(),
  requestsPerDay: z.int().nullable(),
  tokensPerMinute: z.int(),
  keyRequestsPerMinute: z.int().nullable(),
  keyTokensPerMinute: z.int().nullable(),
  maxOutputTokens: z.int(),
  maxKeys: z.int(),
  maxInstances: z.int(),
  overage: z.enum(['allow', 'stop']),
  spendLimits: z.array(z.object({ currency: z.string(), amountMinor: z.bigint() })).meta({ description: 'Overage allowed a period until the client sets its own limit, by currency; none where a currency is missing.' }),
  supportHours: z.int().nullable().meta({ description: 'First answer within this many hours; null = community.' }),
  models: z.array(z.string()).meta({ description: 'Slugs of the models it may call.' }),
  instanceSizes: z.array(z.object({ id: z.string(), code: z.string(), name: LocalizedTextView })).meta({ description: 'What its private instances may be, smallest first.' }),
  prices: z.array(PlanPriceView).meta({ description: 'Empty when the price is agreed with sales.' }),
})
export type PlanView = z.infer<typeof PlanView>

/** How a plan prices usage past its allowance where it is not at model prices. Units are tokens, or picos (1e-12) of model prices. */
export const UsageStepsView = z.object({
  mode: z.enum(['graduated', 'volume', 'package']),
  basis: z.enum(['value', 'tokens']),
  steps: z.array(z.object({
    upTo: z.bigint().nullable().meta({ description: 'The last unit of the step; null = no end.' }),
    ratePpm: z.int().nullable().meta({ description: 'Of model prices, in parts per million (basis value).' }),
    microsPerMillion: z.bigint().nullable().meta({ description: 'A million tokens, in 1e-6 of the major unit (basis tokens).' }),
    flatMinor: z.bigint().meta({ description: 'Asked once when the step is reached.' }),
    packageSize: z.bigint().nullable(),
    packageMinor: z.bigint().nullable().meta({ description: 'Each package that is begun.' }),
  })),
})
export type UsageStepsView = z.infer<typeof UsageStepsView>

/** A plan as it is offered: also how usage past its allowance is priced. */
export const SoldPlanView = PlanView.extend({
  usageSteps: UsageStepsView.nullable().meta({ description: 'Null = at model prices.' }),
  minimumCommitmentMinor: z.bigint().nullable().meta({ description: 'The least that a month of usage costs.' }),
})
export type SoldPlanView = z.infer<typeof SoldPlanView>

export const ModelPriceView = z.object({
  id: z.string(),
  currency: z.string(),
  inputMicrosPerMillion: z.bigint(),
  cachedInputMicrosPerMillion: z.bigint(),
  outputMicrosPerMillion: z.bigint(),
  requestMicros: z.bigint(),
  effectiveFrom: z.date(),
})
export type ModelPriceView = z.infer<typeof ModelPriceView>

export const ModelView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: LocalizedTextView,
  kind: z.enum(['chat', 'embedding']),
  contextTokens: z.int(),
  maxOutputTokens: z.int(),
  isDemo: z.boolean(),
  price: ModelPriceView.nullable(),
})
export type ModelView = z.infer<typeof ModelView>

/** The price for one interval in one currency, or undefined when it is not sold that way. */
export function priceOf(plan: Pick<PlanView, 'prices'>, interval: 'month' | 'year', currency: string): PlanPriceView | undefined {
  return plan.prices.find((price) => price.interval === interval && price.currency === currency)
}

/** Overage allowed a period until the client sets its own limit, in minor units of `currency`. */
export const spendLimitOf = (plan: Pick<PlanView, 'spendLimits'>, currency: string): bigint => plan.spendLimits.find((limit) => limit.currency === currency)?.amountMinor ?? 0n
