import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PayButton } from '@/components/billing/paypal/pay-button'
import { PayFields } from '@/components/billing/pay-fields'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Card, CardBody } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getInvoice } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { redirect } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { startPaymentAction, startPaymentInButtonsAction } from '../../../../checkout/actions'
import { methodChoices } from '../../../../checkout/_components/method-choices'
import { payPalFacts } from '../../../../checkout/_components/paypal-facts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.pay'))('title') }
}

/** How do I pay what is left of this invoice? */
export default async function PayInvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }] = [await portalContext(), await params]
  const invoice = await getInvoice(ctx, { id }).catch((error: unknown): never => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    throw error
  })
  if (invoice.balanceMinor === 0n || invoice.documentStatus !== 'open' || !can(ctx.actor, 'billing.startPayment')) return redirect({ href: routes.invoice(id), locale: ctx.locale })
  const [t, checkout] = [await getTranslations('billing.pay'), await getTranslations('checkout')]
  const choices = await methodChoices(ctx, checkout)
  const canSave = Object.values(ctx.providers.payments).some((one) => one?.savedMethods && one.mode === ctx.session.client.mode)
  const amount = ltr(formatMoney({ minor: invoice.balanceMinor, currency: invoice.currency }))
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader crumbs={[{ label: invoice.number ?? invoice.id, href: routes.invoice(id) }]} title={t('title')} lead={<Money minor={invoice.balanceMinor} currency={invoice.currency} />} />
      <Card>
        <CardBody>
          <Form action={startPaymentAction}>
            <HiddenFields values={{ invoiceId: id }} />
            <PayFields choices={choices} canSave={canSave} text={{ method: checkout('method'), noMethod: checkout('noMethod'), saveMethod: checkout('saveMethod'), saveMethodHint: checkout('saveMethodHint') }} />
            <p className="text-text-2">{t('openTry')}</p>
            <PayButton disabled={!choices.some(({ isDisabled }) => !isDisabled)} paypal={payPalFacts(ctx, invoice.currency)} start={startPaymentInButtonsAction}>{checkout('pay', { amount })}</PayButton>
          </Form>
        </CardBody>
      </Card>
    </div>
  )
}
