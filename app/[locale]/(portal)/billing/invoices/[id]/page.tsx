import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CreditNoteList } from '@/components/billing/credit-note-list'
import { InvoicePaper } from '@/components/billing/invoice-paper'
import { InvoiceStatus } from '@/components/billing/invoice-status'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Timeline } from '@/components/data/timeline'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getInvoice, listCreditNotes } from '@/lib/domain/billing'
import type { InvoiceDetailView } from '@/lib/domain/billing/view'
import { portalContext } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { InvoiceActs } from './_components/invoice-acts'
import { Receipts } from './_components/receipts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.invoices'))('title') }
}

const tones = { payment_succeeded: 'success', paid: 'success', payment_failed: 'danger', issued: 'info', credited: 'info', written_off: 'danger' } as const

/** What is owed on it, and how did it come to this? */
export default async function InvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }, t, list] = [await portalContext(), await params, await getTranslations('billing.invoice'), await getTranslations('billing.invoices')]
  const invoice = await getInvoice(ctx, { id }).catch((error: unknown): never => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    throw error
  })
  const { data: creditNotes } = await listCreditNotes(ctx, { invoiceId: id, limit: 50 })
  const { timeZone } = ctx.session.client
  return (
    <div className="grid gap-6">
      <PageHeader
        crumbs={[{ label: list('title'), href: routes.invoices() }]} title={t('title', { number: invoice.number ?? invoice.id })}
        lead={<InvoiceStatus invoice={invoice} />} actions={<InvoiceActs invoice={invoice} actor={ctx.actor} locale={ctx.locale} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-3">
        <div className="min-w-0 lg:col-span-2"><InvoicePaper invoice={invoice} locale={ctx.locale} /></div>
        <div className="grid gap-6">
          <Card className="p-5">
            <p className="text-text-2">{t('balance')}</p>
            <p className="figure-type"><Money minor={invoice.balanceMinor} currency={invoice.currency} /></p>
          </Card>
          <CreditNoteList notes={creditNotes} timeZone={timeZone} hrefOf={routes.creditNote} />
          <Receipts invoice={invoice} timeZone={timeZone} locale={ctx.locale} />
          <History invoice={invoice} timeZone={timeZone} />
        </div>
      </div>
    </div>
  )
}

async function History({ invoice, timeZone }: { invoice: InvoiceDetailView; timeZone: string }) {
  const [t, provider] = [await getTranslations('billing.invoice'), await getTranslations('checkout.provider')]
  const known = ['sandbox', 'stripe', 'paypal', 'crypto', 'manual'] as const
  return (
    <Card>
      <CardHeader title={t('history')} />
      <CardBody>
        <Timeline
          items={invoice.timeline.map((entry, index) => {
            const method = known.find((one) => one === entry.provider)
            return {
              id: String(index), title: t.has(`event.${entry.kind}` as 'event.paid') ? t(`event.${entry.kind}` as 'event.paid') : entry.kind,
              time: <DateTime at={entry.at} timeZone={timeZone} />, detail: method ? provider(method) : null,
              tone: (tones as Record<string, 'success' | 'danger' | 'info'>)[entry.kind] ?? 'neutral',
            }
          })}
        />
      </CardBody>
    </Card>
  )
}
