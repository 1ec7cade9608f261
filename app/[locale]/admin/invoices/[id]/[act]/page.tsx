import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { getAnyInvoice, previewInvoiceAct } from '@/lib/domain/admin'
import { invoiceActs } from '@/lib/domain/admin/invoices/schema'
import { errorMessage, fieldMessages } from '@/lib/http/problem'
import { DomainError } from '@/lib/kernel/error'
import { parseMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { oneOf, type SearchParams } from '../../../_components/list-query'
import { orNotFound, staffPage } from '../../../_components/staff-page'
import { ActForm } from './_act-form'
import { ActPreview } from './_act-preview'
import { readWish } from './_wish'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.invoices'))('title') }
}

/** What would it do, to the cent, and shall it be done? The form asks by GET; only the confirmation changes anything. */
export default async function InvoiceActPage({ params, searchParams }: { params: Promise<{ id: string; act: string }>; searchParams: SearchParams }) {
  const ctx = await staffPage('admin.previewInvoiceAct')
  const { id, act: asked } = await params
  const act = oneOf(invoiceActs, asked) ?? notFound()
  const [t, own, invoice, query] = [await getTranslations('admin.invoices'), await getTranslations('billing.invoice'), await orNotFound(getAnyInvoice(ctx, { id })), await searchParams]
  const wish = readWish(query, invoice, (text) => parseMoney(text, invoice.currency)?.minor)
  const isAsked = act === 'void' || act === 'write_off' || act === 'regenerate' || query.scope !== undefined
  const outcome = !isAsked || wish.problem ? null : await previewInvoiceAct(ctx, { id, act, ...wish.input }).catch((error: unknown) => {
    if (error instanceof DomainError) return error
    throw error
  })
  const refused = outcome instanceof DomainError ? Object.values(outcome.fields ? fieldMessages(ctx.locale, outcome.fields) : { all: errorMessage(ctx.locale, outcome.code, outcome.params, ctx.requestId) })[0] : null
  const number = invoice.number ?? invoice.id
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader crumbs={[{ label: t('title'), href: routes.adminInvoices() }, { label: own('title', { number }), href: routes.adminInvoice(id) }]} title={t(`act.${act}`)} lead={t(`lead_${act}`)} />
      {act === 'credit' || act === 'refund' ? <ActForm invoice={invoice} act={act} wish={wish} locale={ctx.locale} /> : null}
      {wish.problem ? <Notice look="danger">{t('badAmount', { currency: invoice.currency })}</Notice> : null}
      {refused ? <Notice look="danger">{refused}</Notice> : null}
      {outcome && !(outcome instanceof DomainError) ? <ActPreview invoiceId={id} preview={outcome} wish={wish} locale={ctx.locale} /> : null}
    </div>
  )
}
