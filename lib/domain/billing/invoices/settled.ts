/** What stands on an invoice: enough to say what is left of it. */
export type Settled = {
  documentStatus: string
  totalMinor: bigint
  paidMinor: bigint
  creditAppliedMinor: bigint
  writtenOffMinor: bigint
}

/** What is left to pay: the one place that says so (`v_invoices.balance_minor` is the same sum). Drafts and void invoices ask for nothing. */
export function balanceOf(invoice: Settled): bigint {
  if (invoice.documentStatus !== 'open') return 0n
  return invoice.totalMinor - invoice.paidMinor - invoice.creditAppliedMinor - invoice.writtenOffMinor
}

export const settledFields = { documentStatus: true, totalMinor: true, paidMinor: true, creditAppliedMinor: true, writtenOffMinor: true } as const

/** The payment status that goes with these amounts. */
export function paymentStatusOf(invoice: Settled): 'unpaid' | 'partially_paid' | 'paid' | 'uncollectible' {
  if (balanceOf(invoice) === 0n) return invoice.writtenOffMinor > 0n ? 'uncollectible' : 'paid'
  return invoice.paidMinor + invoice.creditAppliedMinor > 0n ? 'partially_paid' : 'unpaid'
}
