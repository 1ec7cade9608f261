import type { LocalizedText } from '@/lib/i18n/locale'

type PlanSeed = {
  code: string
  rank: number
  description: LocalizedText
  includedTokens: bigint
  requestsPerMinute: number
  tokensPerMinute: number
  /** Requests that may run at the same time. */
  concurrentRequests: number
  maxOutputTokens: number
  maxKeys: number
  maxInstances: number
  overage: 'allow' | 'stop'
  spendLimitUsd: bigint | null
  supportHours: number | null
  /** USD cents; undefined = agreed with sales. */
  prices?: { month: bigint; year: bigint }
}

export const plans: readonly PlanSeed[] = [
  {
    code: 'free', rank: 1, includedTokens: 100_000n, requestsPerMinute: 20, tokensPerMinute: 20_000, concurrentRequests: 8, maxOutputTokens: 512,
    maxKeys: 2, maxInstances: 0, overage: 'stop', spendLimitUsd: null, supportHours: null, prices: { month: 0n, year: 0n },
    description: { en: 'Try every model with a small monthly allowance.', ar: 'تجربة جميع النماذج بحصة شهرية صغيرة.' },
  },
  {
    code: 'pro', rank: 2, includedTokens: 5_000_000n, requestsPerMinute: 300, tokensPerMinute: 200_000, concurrentRequests: 64, maxOutputTokens: 1024,
    maxKeys: 10, maxInstances: 2, overage: 'allow', spendLimitUsd: 50n, supportHours: 24, prices: { month: 2_900n, year: 29_000n },
    description: { en: 'For products in production, with room to grow.', ar: 'للمنتجات العاملة فعليًا، مع متّسع للنمو.' },
  },
  {
    code: 'enterprise', rank: 3, includedTokens: 50_000_000n, requestsPerMinute: 1_200, tokensPerMinute: 1_000_000, concurrentRequests: 256, maxOutputTokens: 1024,
    maxKeys: 50, maxInstances: 10, overage: 'allow', spendLimitUsd: 500n, supportHours: 4, prices: { month: 19_900n, year: 199_000n },
    description: { en: 'High limits and fast support for whole teams.', ar: 'حدود عالية ودعم سريع لفرق كاملة.' },
  },
  {
    code: 'custom', rank: 4, includedTokens: 50_000_000n, requestsPerMinute: 1_200, tokensPerMinute: 1_000_000, concurrentRequests: 256, maxOutputTokens: 1024,
    maxKeys: 100, maxInstances: 20, overage: 'allow', spendLimitUsd: 1_000n, supportHours: 1,
    description: { en: 'Limits and price agreed with you.', ar: 'حدود وسعر يُتّفق عليهما معك.' },
  },
]

type ModelSeed = {
  slug: string
  name: string
  kind: 'chat' | 'embedding'
  upstreamModel: string
  description: LocalizedText
  systemPrompt: string | null
  defaults: { [parameter: string]: number }
  contextTokens: number
  maxOutputTokens: number
  /** USD micros per million tokens. */
  input: bigint
  output: bigint
}

export const models: readonly ModelSeed[] = [
  {
    slug: 'nicholas-core', name: 'Nicholas Core', kind: 'chat', upstreamModel: 'house-mini', contextTokens: 1024, maxOutputTokens: 512,
    input: 150_000n, output: 600_000n, defaults: { temperature: 0.3, top_p: 0.9, max_tokens: 256 },
    systemPrompt: 'You are Nicholas Core, a careful general assistant. You answer briefly and exactly, and say so when you do not know.',
    description: { en: 'Careful general model: short, exact answers.', ar: 'نموذج عام دقيق: إجابات قصيرة ومحددة.' },
  },
  {
    slug: 'surooh-neural-engine', name: 'Surooh Neural Engine', kind: 'chat', upstreamModel: 'house-mini', contextTokens: 1024, maxOutputTokens: 512,
    input: 250_000n, output: 1_000_000n, defaults: { temperature: 0.9, top_p: 0.95, max_tokens: 384 },
    systemPrompt: 'You are Surooh Neural Engine, a creative writer. You tell vivid stories and offer several ideas.',
    description: { en: 'Creative model for stories and ideas.', ar: 'نموذج إبداعي للقصص والأفكار.' },
  },
  {
    slug: 'lida-ai-assistant', name: 'Lida AI Assistant', kind: 'chat', upstreamModel: 'house-mini', contextTokens: 1024, maxOutputTokens: 512,
    input: 80_000n, output: 320_000n, defaults: { temperature: 0.6, top_p: 0.9, max_tokens: 192 },
    systemPrompt: 'You are Lida AI Assistant, a friendly support assistant. You greet people, ask one question at a time and give clear steps.',
    description: { en: 'Friendly assistant for support conversations.', ar: 'مساعد ودود لمحادثات الدعم.' },
  },
  {
    slug: 'house-embed', name: 'House Embed', kind: 'embedding', upstreamModel: 'house-embed', contextTokens: 1024, maxOutputTokens: 0,
    input: 20_000n, output: 0n, defaults: {}, systemPrompt: null,
    description: { en: 'Turns text into vectors for search.', ar: 'يحوّل النصوص إلى متجهات للبحث.' },
  },
]

type TaxSeed = { country: string; ratePpm: number; isInclusive?: boolean; name: LocalizedText }

const vat: LocalizedText = { en: 'VAT', ar: 'ضريبة القيمة المضافة' }

/** Standard rates of the countries customers of a first install come from; the operator's own list replaces them. */
export const taxRates: readonly TaxSeed[] = [
  { country: 'SA', ratePpm: 150_000, name: vat },
  { country: 'AE', ratePpm: 50_000, name: vat },
  { country: 'BH', ratePpm: 100_000, name: vat },
  { country: 'OM', ratePpm: 50_000, name: vat },
  { country: 'EG', ratePpm: 140_000, name: vat },
  { country: 'JO', ratePpm: 160_000, name: { en: 'GST', ar: 'ضريبة المبيعات' } },
  { country: 'DE', ratePpm: 190_000, isInclusive: true, name: vat },
  { country: 'FR', ratePpm: 200_000, isInclusive: true, name: vat },
  { country: 'GB', ratePpm: 200_000, isInclusive: true, name: vat },
]

export const legalEntity = {
  name: 'Matrix Platform Operator', address: '100 Market Street, Suite 300, Wilmington, DE 19801', country: 'US', taxId: null, invoicePrefix: 'MTX',
} as const
