import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { AmountInput } from '@/components/form/amount-input'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import { getAnyInvoice } from '@/lib/domain/admin'
import { paymentMeans } from '@/lib/domain/admin/invoices/schema'
import { Link } from '@/lib/i18n/navigation'
import { toDecimal } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { orNotFound, staffPage } from '../../../_components/staff-page'
import { recordPaymentAction } from '../../../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.invoices.payment'))('title') }
}

/** Money came without a provider: how much, how, and under which reference? */
export default async function RecordPaymentPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.recordPayment')
  const { id } = await params
  const [t, own, invoice] = await Promise.all([getTranslations('admin.invoices'), getTranslations('billing.invoice'), orNotFound(getAnyInvoice(ctx, { id }))])
  const { currency, balanceMinor } = invoice
  const today = ctx.clock.now().toISOString().slice(0, 10)
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: routes.adminInvoices() }, { label: own('title', { number: invoice.number ?? invoice.id }), href: routes.adminInvoice(id) }]}
        title={t('payment.title')} lead={t('payment.lead')}
      />
      {balanceMinor === 0n ? <Notice look="info">{t('payment.nothingOwed')}</Notice> : (
        <Card>
          <CardBody className="grid gap-5">
            <p>{own('balance')} <Money minor={balanceMinor} currency={currency} className="font-semibold" /></p>
            <Form action={recordPaymentAction}>
              <HiddenFields values={{ id, currency }} />
              <Field name="amountMinor" label={t('payment.amount', { currency })} hint={t('payment.amountHint')}><AmountInput defaultValue={toDecimal({ minor: balanceMinor, currency })} required /></Field>
              <Field name="means" label={t('payment.meansLabel')}><Select>{paymentMeans.map((one) => <option key={one} value={one}>{t(`payment.means.${one}`)}</option>)}</Select></Field>
              <Field name="reference" label={t('payment.reference')} hint={t('payment.referenceHint')}><Input dir="auto" required minLength={3} maxLength={120} autoComplete="off" /></Field>
              <Field name="receivedOn" label={t('payment.receivedOn')}><Input type="date" defaultValue={today} max={today} required /></Field>
              <Field name="note" label={t('payment.note')} isOptional><Input maxLength={300} /></Field>
              <div className="flex flex-wrap justify-end gap-2">
                <Button asChild><Link href={routes.adminInvoice(id)}>{t('back')}</Link></Button>
                <SubmitButton>{t('payment.record')}</SubmitButton>
              </div>
            </Form>
          </CardBody>
        </Card>
      )}
    </div>
  )
}
