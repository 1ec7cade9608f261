import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PricedLines } from '@/components/billing/priced-lines'
import { DateTime } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getClient, previewInvoice } from '@/lib/domain/admin'
import type { InvoicePreviewView } from '@/lib/domain/admin/invoices/view'
import { ltr } from '@/lib/i18n/isolate'
import { errorMessage, fieldMessages } from '@/lib/http/problem'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney, parseMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import type { SearchParams } from '../../_components/list-query'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { createInvoiceAction } from '../../actions'
import { readOrder, type Order } from './_order'
import { ChooseClient, OrderForm } from './_order-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.invoices'))('new') }
}

/** A one-off invoice: the client, the lines, the preview, the confirmation. All that is typed stands in the address. */
export default async function NewInvoicePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.createInvoice')
  const [t, query] = [await getTranslations('admin.invoices'), await searchParams]
  const clientId = [query.clientId].flat()[0]?.trim()
  const head = <PageHeader crumbs={[{ label: t('title'), href: routes.adminInvoices() }]} title={t('new')} lead={t('newLead')} />
  if (!clientId) return <div className="grid max-w-form gap-6">{head}<ChooseClient /></div>
  const client = await orNotFound(getClient(ctx, { id: clientId }))
  const order = readOrder(query, (text) => parseMoney(text, client.currency)?.minor)
  const outcome = order.input === null ? null : await previewInvoice(ctx, { clientId, ...order.input }).catch((error: unknown) => {
    if (error instanceof DomainError) return error
    throw error
  })
  const refused = outcome instanceof DomainError ? Object.values(outcome.fields ? fieldMessages(ctx.locale, outcome.fields) : { all: errorMessage(ctx.locale, outcome.code, outcome.params, ctx.requestId) })[0] : null
  return (
    <div className="grid gap-6">
      {head}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <OrderForm client={client} order={order} />
        <div className="grid gap-4">
          {order.problem ? <Notice look="danger">{t('badAmount', { currency: client.currency })}</Notice> : null}
          {refused ? <Notice look="danger">{refused}</Notice> : null}
          {outcome && !(outcome instanceof DomainError) ? <Preview clientId={clientId} preview={outcome} order={order} /> : null}
        </div>
      </div>
    </div>
  )
}

async function Preview({ clientId, preview, order }: { clientId: string; preview: InvoicePreviewView; order: Order }) {
  const t = await getTranslations('admin.invoices')
  const values = { clientId, dueInDays: order.dueInDays, memo: order.memo, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }
  return (
    <Card>
      <CardHeader title={t('previewTitle')} hint={<>{t('due')} <DateTime at={preview.dueAt} timeZone={staffZone} show="date" /></>} />
      <CardBody className="grid gap-5">
        <PricedLines {...preview} timeZone={staffZone} />
        <Form action={createInvoiceAction}>
          <HiddenFields values={values} />
          {(order.input?.lines ?? []).map((line, at) => <input key={at} type="hidden" name="lines" value={JSON.stringify(line, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))} />)}
          <div className="flex justify-end"><SubmitButton>{t('issue', { amount: ltr(formatMoney({ minor: preview.totalMinor, currency: preview.currency })) })}</SubmitButton></div>
        </Form>
      </CardBody>
    </Card>
  )
}
