import { getTranslations } from 'next-intl/server'
import { NetworkName } from '@/components/billing/network-name'
import { CopyButton } from '@/components/data/copy-button'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { QrCode } from '@/components/ui/qr-code'
import type { CoinPaymentView } from '@/lib/domain/billing/coins/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDateTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { chooseCoinAction } from '../actions'
import { Countdown } from './countdown'

type Asset = NonNullable<CoinPaymentView['asset']>
type Quoted = CoinPaymentView & { asset: Asset; address: string }

/** What to send, where, until when, and on which network only. */
export async function SendCard({ payment, ctx }: { payment: Quoted; ctx: PortalCtx }) {
  const t = await getTranslations('coins')
  const { asset, address, amountText, uri, quoteEndsAt } = payment
  const isHeld = amountText !== null && quoteEndsAt !== null && quoteEndsAt > ctx.clock.now()
  return (
    <Card>
      <CardHeader title={t('sendTitle', { asset })} hint={payment.rate ? <bdi dir="ltr">1 {asset} = {payment.rate} {payment.currency}</bdi> : undefined} />
      <CardBody className="grid gap-5">
        <Notice look="warning" title={t(`warning.${asset}.title`)}>{t(`warning.${asset}.body`)}</Notice>
        <div className="grid items-start gap-5 sm:grid-cols-2">
          {isHeld && uri ? <QrCode text={uri} label={t('qr')} /> : <QrCode text={address} label={t('qrAddress')} />}
          <div className="grid content-start justify-items-start gap-4">
            <dl className="grid gap-4">
              {isHeld ? <Copyable label={t('amount')} value={amountText} unit={asset} copy={t('copyAmount')} isLarge /> : null}
              <Copyable label={t('address')} value={address} copy={t('copyAddress')} />
              <div><dt className="text-caption text-text-3">{t('networkLabel')}</dt><dd className="mt-0.5 font-medium"><NetworkName network={payment.network} /></dd></div>
            </dl>
            {isHeld && uri ? <Button asChild><a href={uri}>{t('openWallet')}</a></Button> : null}
          </div>
        </div>
        {isHeld ? (
          <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-sunken p-4">
            <p className="min-w-0 flex-1">{t('held', { time: formatDateTime(quoteEndsAt, ctx.locale, ctx.session.client.timeZone), amount: ltr(formatMoney({ minor: payment.fiatDueMinor, currency: payment.currency })) })}</p>
            <Countdown key={quoteEndsAt.toISOString()} endsAt={quoteEndsAt.toISOString()} texts={{ minutes: t('twoMinutesLeft'), seconds: t('halfMinuteLeft') }} />
          </div>
        ) : <Renew payment={payment} />}
      </CardBody>
    </Card>
  )
}

/** The quote has ended: what that means, and a new one for the same coin. */
async function Renew({ payment }: { payment: Quoted }) {
  const t = await getTranslations('coins')
  return (
    <Form action={chooseCoinAction}>
      <HiddenFields values={{ paymentId: payment.paymentId, asset: payment.asset }} />
      <p className="text-text-2">{t('ended')}</p>
      <div><SubmitButton size="lg">{t('renew')}</SubmitButton></div>
    </Form>
  )
}

function Copyable({ label, value, unit, copy, isLarge = false }: { label: string; value: string; unit?: string; copy: string; isLarge?: boolean }) {
  return (
    <div>
      <dt className="text-caption text-text-3">{label}</dt>
      <dd className="mt-0.5 grid justify-items-start gap-2">
        <bdi dir="ltr" className={isLarge ? 'text-h2 font-semibold break-all' : 'font-mono text-mono break-all slashed'}>{value}{unit ? ` ${unit}` : ''}</bdi>
        <CopyButton value={value} label={copy} />
      </dd>
    </div>
  )
}
