import type { Db } from '@/lib/db/transaction'
import { hasTaxIdForm, knowsTaxIds } from '@/lib/domain/accounts/tax-id'
import { LocalizedTextView } from '@/lib/domain/catalog/view'
import { ask, type Remember } from '@/lib/domain/remember'
import type { Buyer } from '../buyer'
import { findSeller } from '../seller'
import { untaxed, type TaxTreatment } from './priced'

export type TaxedBuyer = Pick<Buyer, 'country' | 'region' | 'isTaxExempt' | 'party'>

type Rate = { region: string | null; name: unknown; ratePpm: number; isInclusive: boolean; reverseCharge: boolean }

/** The most specific rate in force: the region's, else the country's. */
export function mostSpecific<R extends Pick<Rate, 'region'>>(rates: readonly R[], region: string | null): R | null {
  return rates.find((rate) => rate.region !== null && rate.region === region) ?? rates.find((rate) => rate.region === null) ?? null
}

/**
 * Pure part of `taxTreatmentOf`. Exemption comes first; then reverse charge, where the rate allows it, for a buyer abroad whose
 * tax id has their country's form; else the rate.
 */
export function treat(buyer: TaxedBuyer, sellerCountry: string, rate: Rate | null): TaxTreatment {
  if (!rate || rate.ratePpm === 0) return buyer.isTaxExempt ? { rule: null, note: 'exempt' } : untaxed
  if (buyer.isTaxExempt) return { rule: null, note: 'exempt' }
  const { country, party: { taxId } } = buyer
  const isAbroad = country !== null && country !== sellerCountry
  if (rate.reverseCharge && isAbroad && taxId && knowsTaxIds(country) && hasTaxIdForm(country, taxId)) return { rule: null, note: 'reverse_charge' }
  return { rule: { name: LocalizedTextView.parse(rate.name), ratePpm: rate.ratePpm, isInclusive: rate.isInclusive }, note: null }
}

const rateFields = { region: true, name: true, ratePpm: true, isInclusive: true, reverseCharge: true, effectiveFrom: true, effectiveTo: true } as const

/** How `buyer` is taxed at `instant`: the rate of their region or country, or none with the reason that the invoice must state. */
export async function taxTreatmentOf(db: Db, buyer: TaxedBuyer, instant: Date, remember: Remember = ask): Promise<TaxTreatment> {
  const { country } = buyer
  if (!country) return buyer.isTaxExempt ? { rule: null, note: 'exempt' } : untaxed
  const rates = await remember(`tax rates ${country}`, () => db.taxRate.findMany({ where: { country }, select: rateFields }))
  const inForce = rates.filter(({ effectiveFrom, effectiveTo }) => effectiveFrom <= instant && (effectiveTo === null || effectiveTo > instant))
  const seller = await findSeller(db, remember)
  return treat(buyer, seller?.party.country ?? '', mostSpecific(inForce, buyer.region))
}
