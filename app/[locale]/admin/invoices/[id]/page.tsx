import type { Metadata } from 'next'
import { Download } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { CreditNoteList } from '@/components/billing/credit-note-list'
import { InvoicePaper } from '@/components/billing/invoice-paper'
import { InvoiceStatus } from '@/components/billing/invoice-status'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Timeline } from '@/components/data/timeline'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/dir-icon'
import { can } from '@/lib/auth/permissions'
import { getAnyInvoice } from '@/lib/domain/admin'
import type { StaffInvoiceView } from '@/lib/domain/admin/invoices/view'
import { Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.invoices'))('title') }
}

/** What stands on it, and what can be done with it? */
export default async function StaffInvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getInvoice')
  const [t, own, { id }] = await Promise.all([getTranslations('admin.invoices'), getTranslations('billing.invoice'), params])
  const invoice = await orNotFound(getAnyInvoice(ctx, { id }))
  return (
    <div className="grid gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: routes.adminInvoices() }]} title={own('title', { number: invoice.number ?? invoice.id })}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><InvoiceStatus invoice={invoice} /><Link className="link" href={routes.adminClient(invoice.clientId)}><bdi>{invoice.clientName}</bdi></Link></span>}
        actions={
          <>
            {invoice.balanceMinor > 0n && can(ctx.actor, 'admin.recordPayment') ? <Button asChild><Link href={routes.adminInvoicePayment(id)}>{t('payment.record')}</Link></Button> : null}
            {invoice.acts.map((act) => <Button key={act} asChild><Link href={routes.adminInvoiceAct(id, act)}>{t(`act.${act}`)}</Link></Button>)}
            <Button asChild look="ghost"><a href={apiRoutes.invoicePdf(id, { locale: ctx.locale })}><Icon icon={Download} />{own('pdf')}</a></Button>
          </>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-3">
        <div className="min-w-0 lg:col-span-2"><InvoicePaper invoice={invoice} locale={ctx.locale} /></div>
        <div className="grid gap-6">
          <Card className="p-5">
            <p className="text-text-2">{own('balance')}</p>
            <p className="figure-type"><Money minor={invoice.balanceMinor} currency={invoice.currency} /></p>
            {invoice.creditableMinor > 0n ? <p className="text-text-2">{t('creditable')} <Money minor={invoice.creditableMinor} currency={invoice.currency} /></p> : null}
            {invoice.refundableMinor > 0n ? <p className="text-text-2">{t('refundable')} <Money minor={invoice.refundableMinor} currency={invoice.currency} /></p> : null}
          </Card>
          <CreditNoteList notes={invoice.creditNotes} timeZone={staffZone} hrefOf={(note) => apiRoutes.creditNotePdf(note, { locale: ctx.locale })} isFile />
          <Refunds invoice={invoice} />
          <History invoice={invoice} />
        </div>
      </div>
    </div>
  )
}

async function Refunds({ invoice }: { invoice: StaffInvoiceView }) {
  const t = await getTranslations('admin.invoices')
  if (invoice.refunds.length === 0) return null
  return (
    <Card>
      <CardHeader title={t('refunds')} />
      <CardBody>
        <ul className="grid gap-3">
          {invoice.refunds.map((refund) => (
            <li key={refund.id} className="flex flex-wrap items-center justify-between gap-2">
              <span className="inline-flex flex-wrap items-center gap-2"><Money minor={refund.amountMinor} currency={refund.currency} /><DateTime at={refund.createdAt} timeZone={staffZone} show="date" /></span>
              <Status domain="refund" state={refund.state} />
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

async function History({ invoice }: { invoice: StaffInvoiceView }) {
  const t = await getTranslations('billing.invoice')
  return (
    <Card>
      <CardHeader title={t('history')} />
      <CardBody>
        <Timeline items={invoice.timeline.map((entry, index) => ({
          id: String(index), title: t.has(`event.${entry.kind}` as 'event.paid') ? t(`event.${entry.kind}` as 'event.paid') : entry.kind,
          time: <DateTime at={entry.at} timeZone={staffZone} />, detail: entry.detail ? <bdi dir="ltr">{entry.detail}</bdi> : null,
        }))} />
      </CardBody>
    </Card>
  )
}
