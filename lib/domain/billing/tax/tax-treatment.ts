import type { Db } from '@/lib/db/transaction'
import type { Buyer } from '../buyer'
import { taxRuleAt } from '../tax-rule'
import type { TaxTreatment } from './priced'

/** How `buyer` is taxed at `instant`: the rate of their country, or none with the reason that the invoice must state. */
export async function taxTreatmentOf(db: Db, buyer: Pick<Buyer, 'country'>, instant: Date): Promise<TaxTreatment> {
  return { rule: await taxRuleAt(db, buyer.country, instant), note: null }
}
