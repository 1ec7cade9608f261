import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { LiveRefresh } from '@/components/data/live-refresh'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getCoinPayment } from '@/lib/domain/billing'
import type { CoinPaymentView } from '@/lib/domain/billing/coins/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { CoinChoice } from './_components/coin-choice'
import { Received } from './_components/received'
import { SendCard } from './_components/send-card'
import { SurplusCard } from './_components/surplus-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('coins'))('title') }
}

const looks = { waiting: 'info', seen: 'info', partly: 'warning', paid: 'success', late: 'warning', expired: 'warning' } as const
/** More coins may come, so the page keeps looking. */
const open: readonly CoinPaymentView['status'][] = ['waiting', 'seen', 'partly', 'late', 'expired']

/** What do I send where, and has it arrived? */
export default async function CoinsPage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }] = [await portalContext(), await params]
  const payment = await getCoinPayment(ctx, { paymentId: id }).catch((error: unknown): never => {
    if (error instanceof DomainError && ['not_found', 'invalid_state'].includes(error.code)) notFound()
    throw error
  })
  const t = await getTranslations('coins')
  const mayPay = can(ctx.actor, 'billing.chooseCoin')
  const asksMore = payment.fiatDueMinor > 0n && payment.status !== 'paid'
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader
        crumbs={[{ label: t('toPayment'), href: routes.payment(id) }]} title={t('title')}
        lead={<>{t('invoice')} <Link className="link" href={routes.invoice(payment.invoiceId)}><bdi dir="ltr">{payment.invoiceNumber ?? payment.invoiceId}</bdi></Link>{asksMore ? <> · <Money minor={payment.fiatDueMinor} currency={payment.currency} /></> : null}</>}
      />
      <CoinStatus payment={payment} />
      {asksMore && mayPay && payment.coins.length > 0 ? <Send payment={payment} ctx={ctx} /> : null}
      <Received payment={payment} timeZone={ctx.session.client.timeZone} />
      <SurplusCard payment={payment} mayAct={can(ctx.actor, 'billing.requestCoinRefund')} />
      <div className="flex flex-wrap gap-3">
        {open.includes(payment.status) ? <Button asChild><Link href={routes.coinPayment(id)} prefetch={false}>{t('checkNow')}</Link></Button> : <Button asChild look="primary" size="lg"><Link href={routes.payment(id)}>{t('toReceipt')}</Link></Button>}
        {asksMore ? <Button asChild look="ghost"><Link href={routes.payInvoice(payment.invoiceId)}>{t('otherMethod')}</Link></Button> : null}
      </div>
      {open.includes(payment.status) ? <LiveRefresh version={versionOf(payment)} /> : null}
    </div>
  )
}

/** Changes when anything that is shown has changed. */
const versionOf = ({ status, asset, quoteEndsAt, received }: CoinPaymentView): string =>
  JSON.stringify([status, asset, quoteEndsAt, received.map(({ id, status: state, confirmations }) => [id, state, confirmations])])

function keyOf({ status, asset, surplusMinor, coins }: CoinPaymentView) {
  if (status === 'waiting' && asset === null) return 'choose'
  if (status === 'paid' && surplusMinor > 0n) return 'paidOver'
  return status === 'expired' && coins.length === 0 ? 'closed' : status
}

/** Where the payment stands, in one sentence that is read out when it changes. */
async function CoinStatus({ payment }: { payment: CoinPaymentView }) {
  const t = await getTranslations('coins.status')
  const { status, currency } = payment
  const money = (minor: bigint) => ltr(formatMoney({ minor, currency }))
  const values = { due: money(payment.fiatDueMinor), received: money(payment.receivedMinor), surplus: money(payment.surplusMinor) }
  const key = keyOf(payment)
  const isLeft = status === 'late' && payment.fiatDueMinor > 0n
  return <Notice look={looks[status]} title={t(key)}>{t(`${key}Body`, values)}{isLeft ? ` ${t('left', values)}` : null}</Notice>
}

/** The coin that was chosen, with the others behind a fold; or the choice. */
async function Send({ payment, ctx }: { payment: CoinPaymentView; ctx: PortalCtx }) {
  const t = await getTranslations('coins')
  const { asset, address } = payment
  if (asset === null || address === null) return <Card><CardHeader title={t('chooseTitle')} /><CardBody><CoinChoice payment={payment} /></CardBody></Card>
  return (
    <>
      <SendCard payment={{ ...payment, asset, address }} ctx={ctx} />
      {payment.coins.length > 1 ? (
        <details className="rounded-card border bg-surface">
          <summary className="cursor-pointer px-4 py-3 font-medium sm:px-5">{t('otherCoin')}</summary>
          <div className="grid gap-3 border-t p-4 sm:p-5"><p className="text-text-2">{t('otherCoinHint')}</p><CoinChoice payment={payment} /></div>
        </details>
      ) : null}
    </>
  )
}
