import { getTranslations } from 'next-intl/server'
import { NetworkName } from '@/components/billing/network-name'
import { CopyId } from '@/components/data/copy-id'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import type { CoinPaymentView, CoinRefundView } from '@/lib/domain/billing/coins/view'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { requestCoinRefundAction, setCoinRefundAddressAction } from '../actions'

type Props = { payment: CoinPaymentView; mayAct: boolean }

/** What was more than the invoice: it is credit already; here it can be asked back in coins. */
export async function SurplusCard({ payment, mayAct }: Props) {
  const t = await getTranslations('coins')
  const { surplusMinor, refundableMinor, refunds, currency } = payment
  if (surplusMinor === 0n && refunds.length === 0) return null
  const creditMinor = refunds.filter(({ state }) => state !== 'canceled').reduce((left, { amountMinor }) => left - amountMinor, surplusMinor)
  const money = (minor: bigint) => ltr(formatMoney({ minor, currency }))
  return (
    <Card>
      <CardHeader title={t('surplus')} />
      <CardBody className="grid gap-5">
        {creditMinor > 0n ? <p>{t('surplusBody', { amount: money(creditMinor) })}</p> : null}
        {refunds.map((refund) => <RefundLine key={refund.id} refund={refund} mayAct={mayAct} />)}
        {mayAct && refundableMinor > 0n ? (
          <details>
            <summary className="cursor-pointer font-medium">{t('refundOpen')}</summary>
            <Form action={requestCoinRefundAction} okToast={t('refundAsked')} className="mt-4">
              <HiddenFields values={{ paymentId: payment.paymentId }} />
              <p className="text-text-2">{t('refundHint', { amount: money(refundableMinor) })}</p>
              <Field name="address" label={t('refundAddress')} hint={t('refundAddressHint')}><Input dir="ltr" autoComplete="off" spellCheck={false} /></Field>
              <div><SubmitButton>{t('refundAsk', { amount: money(refundableMinor) })}</SubmitButton></div>
            </Form>
          </details>
        ) : null}
      </CardBody>
    </Card>
  )
}

/** One refund on its way back: where to, and the transaction once an operator has signed it. */
async function RefundLine({ refund, mayAct }: { refund: CoinRefundView; mayAct: boolean }) {
  const t = await getTranslations('coins')
  return (
    <div className="grid gap-2 rounded-control border p-4">
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span className="inline-flex flex-wrap items-baseline gap-2"><bdi dir="ltr" className="font-medium">{refund.amountText} {refund.asset}</bdi><Money minor={refund.amountMinor} currency={refund.currency} /></span>
        <Status domain="coinRefund" state={refund.state} />
      </p>
      {refund.destination ? <p className="text-text-2">{t('refundTo')} <bdi dir="ltr" className="font-mono text-mono break-all">{refund.destination}</bdi> · <NetworkName network={refund.network} /></p> : null}
      {refund.txHash ? <p className="text-text-2">{t('transaction')} <CopyId id={refund.txHash} label={t('copyTx')} /></p> : null}
      {refund.state === 'needs_address' && mayAct ? (
        <Form action={setCoinRefundAddressAction} okToast={t('refundAddressSet')}>
          <HiddenFields values={{ id: refund.id }} />
          <Field name="address" label={t('refundAddress')} hint={t('refundAddressHint')}><Input dir="ltr" autoComplete="off" spellCheck={false} /></Field>
          <div><SubmitButton>{t('refundAddressSave')}</SubmitButton></div>
        </Form>
      ) : null}
    </div>
  )
}
