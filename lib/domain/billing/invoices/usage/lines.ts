import { formatNumber } from '@/lib/i18n/format'
import { allocate, formatPicos, money } from '@/lib/kernel/money'
import type { LineDetail } from '../draft-invoice'
import type { PricedLine } from '../../tax/priced'
import type { UsageOwed } from './owed'

/** A model's part of a period's overage that stands on no invoice yet. */
export type ModelUsage = { slug: string; name: string; picos: bigint; tokens: bigint; requests: bigint }

export type UsageCharge = ModelUsage & { amountMinor: bigint }

export type PeriodOnInvoice = {
  currency: string
  startsAt: Date
  endsAt: Date
  includedTokens: bigint
  usedTokens: bigint
  models: readonly ModelUsage[]
  owed: UsageOwed
  /** The period was settled before: this came later. */
  isLate: boolean
}

export type UsageLine = { line: PricedLine; detail: LineDetail | null }
export type UsageOnInvoice = { lines: UsageLine[]; charges: UsageCharge[] }

/** What runs left to right inside Arabic, between marks that screens and PDFs both know. */
const ltr = (text: string): string => `\u200E${text}\u200E`

function lineOf(period: PeriodOnInvoice, kind: PricedLine['kind'], description: PricedLine['description'], amountMinor: bigint): PricedLine {
  return { kind, description, quantity: 1, unitMinor: amountMinor, amountMinor, periodStart: period.startsAt, periodEnd: period.endsAt, isTaxable: true }
}

/** What the plan includes, at zero, with what was used of it. */
function allowanceLine(period: PeriodOnInvoice): UsageLine {
  const [included, used] = [formatNumber(period.includedTokens), formatNumber(period.usedTokens)]
  return {
    line: lineOf(period, 'usage', { en: `Included: ${used} of ${included} tokens used`, ar: `مشمول في الخطة: استُخدم ${ltr(used)} من ${ltr(included)} رمز` }, 0n),
    detail: { exactPicos: 0n, detail: { includedTokens: period.includedTokens, usedTokens: period.usedTokens } },
  }
}

/** Hours of private instances stand under this and the instance's name, where requests stand under their model's. */
export const hoursPrefix = 'instance-hours/'

function textOf(model: UsageCharge, currency: string): { en: string; ar: string } {
  const [tokens, requests, exact] = [formatNumber(model.tokens), formatNumber(model.requests), formatPicos(model.picos, currency)]
  if (model.slug.startsWith(hoursPrefix)) {
    const name = model.slug.slice(hoursPrefix.length)
    return { en: `Private instance ${name}: time it ran and was kept, worth ${exact}`, ar: `الخادم الخاص ${ltr(name)}: مدة تشغيله وحفظه، بقيمة ${ltr(exact)}` }
  }
  return {
    en: `${model.name}: ${tokens} tokens, requests: ${requests}, worth ${exact}`, ar: `${ltr(model.name)}: الرموز ${ltr(tokens)}، الطلبات ${ltr(requests)}، بقيمة ${ltr(exact)}`,
  }
}

function modelLine(period: PeriodOnInvoice, model: UsageCharge): UsageLine {
  const text = textOf(model, period.currency)
  const late = period.isLate ? { en: ' (added after the last invoice)', ar: ' (أُضيف بعد الفاتورة السابقة)' } : { en: '', ar: '' }
  return {
    line: lineOf(period, period.isLate ? 'adjustment' : 'usage', {
      en: `${text.en}${late.en}`, ar: `${text.ar}${late.ar}`,
    }, model.amountMinor),
    detail: { exactPicos: model.picos, detail: { model: model.slug, tokens: model.tokens, requests: model.requests } },
  }
}

const commitmentText = { en: 'Minimum commitment: what usage lacks of it', ar: 'الحد الأدنى المتفق عليه: ما نقص عنه الاستخدام' }
const correctionText = { en: 'Correction of usage priced earlier', ar: 'تصحيح استخدام سُعّر سابقًا' }

/**
 * A period's lines: the allowance, each model's part of what is due (largest remainder, by exact cost, so that the parts are the
 * whole), the commitment. The charges say what each model's part was, so that the next invoice starts behind it.
 */
export function usageLines(period: PeriodOnInvoice): UsageOnInvoice {
  const { owed, models, currency, isLate } = period
  const commitment = isLate ? 0n : owed.commitmentMinor
  const usageMinor = owed.dueMinor - commitment
  const shares = models.length === 0 ? [] : allocate(money(usageMinor, currency), models.map(({ picos }) => picos)).map(({ minor }) => minor)
  const charges = models.map((model, at) => ({ ...model, amountMinor: shares[at] ?? 0n }))
  const lines = [
    ...(isLate || period.includedTokens === 0n ? [] : [allowanceLine(period)]),
    ...charges.map((charge) => modelLine(period, charge)),
    ...(models.length === 0 && usageMinor !== 0n ? [{ line: lineOf(period, 'adjustment', correctionText, usageMinor), detail: null }] : []),
    ...(commitment > 0n ? [{ line: lineOf(period, 'commitment', commitmentText, commitment), detail: null }] : []),
  ]
  return { lines, charges }
}
