import type { z } from 'zod'
import type { PreviewInvoiceActInput } from '@/lib/domain/admin/invoices/schema'
import type { StaffInvoiceView } from '@/lib/domain/admin/invoices/view'
import { creditReasons } from '@/lib/domain/billing/invoices/credit/reasons'

type Query = Record<string, string | string[] | undefined>
type Input = Omit<z.input<typeof PreviewInvoiceActInput>, 'id' | 'act'>

/** What the address asks for, as it was typed and as the verb takes it. */
export type Wish = {
  scope: 'full' | 'amount' | 'lines'
  amount: string
  lines: string[]
  memo: string
  reason: (typeof creditReasons)[number]
  destination: 'wallet' | 'refund'
  problem: boolean
  input: Input
}

const text = (value: string | string[] | undefined): string => ([value].flat()[0] ?? '').trim().slice(0, 500)

/** @param minorOf an amount as people write it, in the invoice's smallest unit; undefined when it is not one */
export function readWish(query: Query, invoice: StaffInvoiceView, minorOf: (text: string) => bigint | undefined): Wish {
  const scope = (['amount', 'lines'] as const).find((one) => one === query.scope) ?? 'full'
  const [amount, memo] = [text(query.amount), text(query.memo)]
  const typed = invoice.lines.map((_line, at) => text(query[`line${at}`]))
  const reason = creditReasons.find((one) => one === query.reason) ?? 'other'
  const destination = query.destination === 'refund' ? 'refund' : 'wallet'
  const amounts = typed.map((one) => (one === '' ? 0n : minorOf(one)))
  const lines = amounts.flatMap((amountMinor, at) => (amountMinor === undefined || amountMinor <= 0n ? [] : [{ id: invoice.lines[at]?.id ?? '', amountMinor }]))
  const minor = minorOf(amount)
  const problem = (scope === 'amount' && (minor === undefined || minor <= 0n)) || (scope === 'lines' && (amounts.includes(undefined) || lines.length === 0))
  const input: Input = { reason, destination, memo: memo || null, ...(scope === 'amount' && minor !== undefined ? { amountMinor: minor } : {}), ...(scope === 'lines' ? { lines } : {}) }
  return { scope, amount, lines: typed, memo, reason, destination, problem, input }
}
