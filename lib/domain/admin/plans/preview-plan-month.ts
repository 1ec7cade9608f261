import type { z } from 'zod'
import { priceAt } from '@/lib/domain/catalog'
import { usageLines } from '@/lib/domain/billing/invoices/usage/lines'
import { usageOwed } from '@/lib/domain/billing/invoices/usage/owed'
import { planLine } from '@/lib/domain/billing/subscriptions/act-quote'
import { untaxed } from '@/lib/domain/billing/tax/priced'
import { totalOf } from '@/lib/domain/billing/tax/total'
import { days, plus } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'
import { divideHalfEven } from '@/lib/kernel/money'
import { costPicos, picosPerMinor } from '@/lib/kernel/rate'
import { platformQuery } from '../../platform/command'
import { pricesOf, spendLimitsOf } from './publish-plan-version'
import { PreviewPlanMonthInput } from './schema'
import { currenciesOf, usageTermsOf } from './usage-terms'
import type { PlanMonthView } from './view'

type Input = z.output<typeof PreviewPlanMonthInput>
type Served = { picos: bigint; tokens: bigint; refused: bigint }

/** What of the tokens beyond the allowance is served: nothing where the plan stops, else as far as the spend limit pays for. */
function served(beyond: Omit<Served, 'refused'>, overage: Input['overage'], limitPicos: bigint | null): Served {
  if (overage === 'stop') return { picos: 0n, tokens: 0n, refused: beyond.tokens }
  if (limitPicos === null || beyond.picos <= limitPicos) return { ...beyond, refused: 0n }
  const tokens = (beyond.tokens * limitPicos) / beyond.picos
  return { picos: limitPicos, tokens, refused: beyond.tokens - tokens }
}

/**
 * What a month with so many tokens would cost under a draft, before tax and coupons: priced, rounded and added up as invoices are.
 * @throws DomainError invalid_input, not only on what the draft lacks: modelNoPrice when the model has no price in that currency
 */
export const previewPlanMonth = platformQuery('admin.previewPlanMonth', PreviewPlanMonthInput, async ({ db, clock }, input): Promise<PlanMonthView> => {
  const now = clock.now()
  const prices = pricesOf(input.prices)
  const currencies = currenciesOf(prices)
  const currency = input.sampleCurrency ?? currencies[0] ?? 'USD'
  const terms = usageTermsOf(input, currencies)
  const model = await db.model.findUnique({ where: { slug: input.sampleModel }, select: { id: true, slug: true, name: true } })
  if (!model) throw invalidField('sampleModel', 'notAllowed')
  const rate = await priceAt(db, model.id, currency, now)
  if (!rate) throw invalidField('sampleModel', 'modelNoPrice')

  const requests = BigInt(input.sampleRequests)
  const used = BigInt(input.sampleInputTokens + input.sampleOutputTokens)
  const worth = costPicos({ ...rate, requestMicros: rate.requestMicros * requests }, { input: input.sampleInputTokens, cachedInput: 0, output: input.sampleOutputTokens })
  const beyondTokens = used > input.includedTokens ? used - input.includedTokens : 0n
  // Requests alike: the part of the tokens beyond the allowance is the same part of what all of them are worth.
  const beyondPicos = used === 0n ? 0n : divideHalfEven(worth * beyondTokens, used)
  const limit = spendLimitsOf(input.prices).find((one) => one.currency === currency)?.amountMinor ?? null
  const { picos, tokens, refused } = served({ picos: beyondPicos, tokens: beyondTokens }, input.overage, limit === null ? null : limit * picosPerMinor(currency))

  const { usageTierMode: mode, usageTierBasis: basis, tiers, minimumCommitmentMinor, thresholdInvoiceMinor } = terms
  const owed = usageOwed(
    { currency, overage: { picos, tokens }, walletPicos: 0n, spendLimitPicos: limit === null ? 10n ** 30n : limit * picosPerMinor(currency), invoicedMinor: 0n },
    { tiers: mode && basis ? { mode, basis, tiers } : null, commitmentMinor: minimumCommitmentMinor }, true,
  )
  const period = { startsAt: now, endsAt: plus(now, days(30)) }
  const models = picos > 0n ? [{ slug: model.slug, name: model.name, picos, tokens, requests: used === 0n ? 0n : (requests * tokens + used - 1n) / used }] : []
  const usage = usageLines({ ...period, currency, includedTokens: input.includedTokens, usedTokens: used - beyondTokens, models, owed, isLate: false })
  const price = prices.find((one) => one.currency === currency && one.interval === 'month') ?? prices.find((one) => one.currency === currency)
  const plan = price ? [planLine({ plan: { name: { en: input.nameEn, ar: input.nameAr } }, interval: price.interval, quantity: 1, amountMinor: price.amountMinor }, period)] : []
  const { lines, subtotalMinor } = totalOf({ currency, lines: [...plan, ...usage.lines.map(({ line }) => line)], discounts: [], tax: untaxed })
  return {
    currency, subtotalMinor, lines: lines.map(({ discountMinor: _none, ...line }) => line), usedTokens: used, beyondTokens: tokens, refusedTokens: refused,
    interimInvoices: thresholdInvoiceMinor === null ? 0n : owed.usageMinor / thresholdInvoiceMinor,
  }
})
