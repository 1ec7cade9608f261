import type { ProviderTransaction } from '../types'
import { fromPayPalAmount } from './amounts'
import { TransactionPage } from './paypal-answers'
import { askingPayPal, type PayPalClient } from './paypal-client'

/** T00xx: payments received; T1107: refunds of them. Source: PayPal's "Transaction event codes". */
const kindOf = (code: string): ProviderTransaction['kind'] | undefined => (/^T00/.test(code) ? 'payment' : code === 'T1107' ? 'refund' : undefined)
const longestMs = 31 * 86_400_000

/** Payments and refunds in [from, to); PayPal answers for at most 31 days at a time and knows them some hours late. */
export async function* paypalTransactions(client: PayPalClient, from: Date, to: Date): AsyncGenerator<ProviderTransaction> {
  for (let start = from.getTime(); start < to.getTime(); start += longestMs) {
    const end = Math.min(start + longestMs, to.getTime()) - 1
    for (let page = 1, pages = 1; page <= pages; page++) {
      const query = new URLSearchParams({ start_date: new Date(start).toISOString(), end_date: new Date(end).toISOString(), fields: 'transaction_info', page_size: '500', page: String(page) })
      const answer = await askingPayPal(() => client.get(`/v1/reporting/transactions?${query.toString()}`, TransactionPage))
      pages = answer.total_pages
      for (const { transaction_info: info } of answer.transaction_details) {
        const kind = kindOf(info.transaction_event_code)
        if (!kind || info.transaction_status !== 'S') continue
        yield {
          externalId: info.transaction_id, kind, amount: fromPayPalAmount(info.transaction_amount), at: new Date(info.transaction_initiation_date),
          ...(info.custom_field ? (kind === 'refund' ? { refundId: info.custom_field } : { paymentId: info.custom_field }) : {}),
        }
      }
    }
  }
}
