import { z } from 'zod'

const id = z.string().min(1).max(64)
const text = (max: number) => z.string().trim().min(1).max(max)
const count = (max: number) => z.coerce.number().int().min(0).max(max)
const positive = (max: number) => z.coerce.number().int().min(1).max(max)
const amount = z.string().trim().regex(/^\d{1,12}(\.\d{1,3})?$/).nullish().meta({ description: 'In the major unit, before tax; absent = not sold that way.' })

export const ListPlansInput = z.object({})
export const GetPlanInput = z.object({ id })

/** A whole version: versions never change, so the next one is written whole. */
export const PublishPlanVersionInput = z.object({
  id: id.optional().meta({ description: 'The plan; absent makes a new one.' }),
  code: z.string().trim().regex(/^[a-z][a-z0-9-]{1,30}$/).optional().meta({ description: 'Of a new plan.' }),
  rank: count(1_000).optional(),
  isPublic: z.boolean().default(true),
  nameEn: text(60), nameAr: text(60), descriptionEn: text(300), descriptionAr: text(300),
  trialDays: count(365),
  includedTokens: z.coerce.bigint().min(0n).max(10n ** 15n),
  requestsPerMinute: positive(10_000_000), tokensPerMinute: positive(1_000_000_000), maxOutputTokens: positive(1_000_000),
  maxKeys: count(10_000), maxInstances: count(1_000),
  overage: z.enum(['allow', 'stop']),
  spendLimit: amount,
  supportHours: positive(10_000).nullish(),
  currency: z.string().regex(/^[A-Z]{3}$/).default('USD'),
  monthPrice: amount, yearPrice: amount,
})

export const StartMigrationInput = z.object({ fromVersionId: id, toVersionId: id, reason: z.string().trim().min(3).max(500) })
export const GetMigrationInput = z.object({ id, cursor: z.string().max(64).optional() })
