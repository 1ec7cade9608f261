import { Status } from '@/components/data/status'
import type { InvoiceView } from '@/lib/domain/billing/view'

type Facts = Pick<InvoiceView, 'documentStatus' | 'paymentStatus' | 'isOverdue' | 'totalMinor'> & { isDisputed?: boolean }

/** Document, payment and flags apart; what follows from another is left out. */
export function InvoiceStatus({ invoice }: { invoice: Facts }) {
  const isOpen = invoice.documentStatus === 'open'
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      {isOpen ? null : <Status domain="invoice" state={invoice.documentStatus} />}
      {isOpen ? <Status domain="invoice" state={invoice.paymentStatus} /> : null}
      {invoice.isDisputed ? <Status domain="invoice" state="disputed" /> : null}
      {invoice.isOverdue ? <Status domain="invoice" state="overdue" /> : null}
    </span>
  )
}
