import { createHash } from 'node:crypto'
import type { Db } from '@/lib/db/transaction'
import { invalidField } from '@/lib/kernel/error'
import { exponentOf, formatMoney, money } from '@/lib/kernel/money'
import { buyerOf, type Buyer } from '../buyer'
import type { Totalled } from '../tax/priced'
import { taxTreatmentOf } from '../tax/tax-treatment'
import { totalOf } from '../tax/total'

const [leastMajor, mostMajor] = [1n, 50_000n]

/** The least and the most that one top-up may add. */
export function topUpLimits(currency: string): { leastMinor: bigint; mostMinor: bigint } {
  const unit = 10n ** BigInt(exponentOf(currency))
  return { leastMinor: leastMajor * unit, mostMinor: mostMajor * unit }
}

/** @throws DomainError invalid_input when `minor` is outside the limits of a top-up */
export function assertTopUpAmount(minor: bigint, currency: string, field = 'amountMinor'): void {
  const { leastMinor, mostMinor } = topUpLimits(currency)
  if (minor < leastMinor) throw invalidField(field, 'tooSmall', { min: formatMoney(money(leastMinor, currency)) })
  if (minor > mostMinor) throw invalidField(field, 'tooBig', { max: formatMoney(money(mostMinor, currency)) })
}

export type TopUpQuote = { priced: Totalled; buyer: Buyer; creditMinor: bigint; frozenAt: Date; hash: string }

/** What a top-up costs at one instant: one line, taxed as the buyer is, never discounted. Its net amount becomes the credit. */
export async function quoteTopUp(db: Db, clientId: string, amountMinor: bigint, frozenAt: Date): Promise<TopUpQuote> {
  const buyer = await buyerOf(db, clientId)
  assertTopUpAmount(amountMinor, buyer.currency)
  const priced = totalOf({
    currency: buyer.currency,
    lines: [{
      kind: 'top_up', description: { en: 'Wallet top-up', ar: 'شحن المحفظة' }, quantity: 1, unitMinor: amountMinor, amountMinor,
      periodStart: null, periodEnd: null, isTaxable: true,
    }],
    discounts: [],
    tax: await taxTreatmentOf(db, buyer, frozenAt),
  })
  const facts = [clientId, frozenAt.toISOString(), buyer.currency, buyer.mode, priced.subtotalMinor, priced.taxMinor, priced.totalMinor, ...priced.taxLines.map(({ ratePpm }) => ratePpm)]
  const hash = createHash('sha256').update(facts.join(' ')).digest('base64url').slice(0, 32)
  return { priced, buyer, creditMinor: priced.subtotalMinor, frozenAt, hash }
}
