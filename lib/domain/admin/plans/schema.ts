import { z } from 'zod'
import { tierBases, tierModes } from '@/lib/domain/billing/invoices/usage/tiers'

const id = z.string().min(1).max(64)
const text = (max: number) => z.string().trim().min(1).max(max)
const count = (max: number) => z.coerce.number().int().min(0).max(max)
const positive = (max: number) => z.coerce.number().int().min(1).max(max)
const decimal = (whole: number, digits: number) => z.string().trim().regex(new RegExp(`^\\d{1,${whole}}(\\.\\d{1,${digits}})?$`)).nullish()
const currencyCode = z.string().trim().toUpperCase().regex(/^[A-Z]{3}$/)
const money = z.string().trim().regex(/^\d{1,12}(\.\d{1,3})?$/).nullish()
const amount = money.meta({ description: 'In the major unit, before tax; absent = not sold that way.' })

export const ListPlansInput = z.object({})
export const GetPlanInput = z.object({ id })

const PriceInput = z.strictObject({ currency: currencyCode, month: amount, year: amount, spendLimit: money.meta({ description: 'Overage allowed a period until the client sets its own limit; absent = none.' }) })
const TierInput = z.strictObject({
  upTo: decimal(15, 12).meta({ description: 'The step’s last unit: tokens, or (basis value) what they are worth at list price. Absent at the last step: no end.' }),
  rate: decimal(9, 6).meta({ description: 'Basis tokens: the price of a million tokens. Basis value: percent of the list price.' }),
  flat: amount.meta({ description: 'Asked once when the step is reached.' }),
  packageSize: decimal(15, 12).meta({ description: 'Units in a package; with usage_price package only.' }),
  packagePrice: amount.meta({ description: 'What a begun package costs.' }),
})
export type TierInput = z.output<typeof TierInput>

/** A whole version: versions never change, so the next one is written whole. */
export const PublishPlanVersionInput = z.strictObject({
  id: id.optional().meta({ description: 'The plan; absent makes a new one.' }),
  code: z.string().trim().regex(/^[a-z][a-z0-9-]{1,30}$/).optional().meta({ description: 'Of a new plan.' }),
  rank: count(1_000).optional(),
  isPublic: z.boolean().default(true),
  nameEn: text(60), nameAr: text(60), descriptionEn: text(300), descriptionAr: text(300),
  trialDays: count(365),
  includedTokens: z.coerce.bigint().min(0n).max(10n ** 15n),
  requestsPerMinute: positive(10_000_000), tokensPerMinute: positive(1_000_000_000), maxOutputTokens: positive(1_000_000),
  maxKeys: count(10_000), maxInstances: count(1_000),
  sizeIds: z.array(id).max(100).optional().meta({ description: 'Sizes of private instances it offers; absent: those of the version before.' }),
  overage: z.enum(['allow', 'stop']),
  supportHours: positive(10_000).nullish(),
  prices: z.array(PriceInput).max(20).meta({ description: 'Every currency it is sold in; without any amount its price is agreed with each client.' }),
  usagePrice: z.enum(['list', ...tierModes]).optional().meta({
    description: 'How usage beyond the allowance is priced: at list price, graduated (each unit at its step’s rate), volume (all units at the rate of the last one’s step) or by package. Absent: this and what follows stays as in the version before.',
  }),
  usageBasis: z.enum(tierBases).default('tokens').meta({ description: 'What the steps count: tokens, or their value at list price.' }),
  tiers: z.array(TierInput).max(20).default([]),
  minimumCommitment: amount.meta({ description: 'The least a period’s usage costs.' }),
  thresholdInvoice: amount.meta({ description: 'Overage above this is invoiced at once.' }),
})
export type PlanDraft = z.output<typeof PublishPlanVersionInput>

const { nameEn, nameAr, includedTokens, overage, prices, usagePrice, usageBasis, tiers, minimumCommitment, thresholdInvoice } = PublishPlanVersionInput.shape

/** A draft with a month that a client might have; of the draft only what such a month depends on is looked at. */
export const PreviewPlanMonthInput = z.object({
  nameEn, nameAr, includedTokens, overage, prices, usagePrice, usageBasis, tiers, minimumCommitment, thresholdInvoice,
  sampleModel: text(100).meta({ description: 'The slug of a model.' }),
  sampleCurrency: currencyCode.nullish().meta({ description: 'Absent: the first one it is sold in.' }),
  sampleRequests: count(1_000_000_000), sampleInputTokens: count(1_000_000_000_000), sampleOutputTokens: count(1_000_000_000_000),
})

export const StartMigrationInput = z.object({ fromVersionId: id, toVersionId: id, reason: z.string().trim().min(3).max(500) })
export const GetMigrationInput = z.object({ id, cursor: z.string().max(64).optional() })
