import { useTranslations } from 'next-intl'
import { Money } from '@/components/data/money'
import { AmountInput } from '@/components/form/amount-input'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { WalletView } from '@/lib/domain/billing/wallet/view'
import { Link } from '@/lib/i18n/navigation'
import { exponentOf, money, toDecimal } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { setAutoTopUpAction } from '../actions'

/** Credit that buys itself: from which balance on, how much at a time, and never more than the cap in a month. */
export function AutoTopUpCard({ wallet: { currency, autoTopUp }, hasMethod }: { wallet: WalletView; hasMethod: boolean }) {
  const t = useTranslations('billing.wallet')
  const unit = exponentOf(currency) === 0 ? 100n : 10n ** BigInt(exponentOf(currency)) // a yen is worth about a cent
  const text = (minor: bigint): string => toDecimal(money(minor, currency))
  const { isEnabled = false, thresholdMinor = 5n * unit, amountMinor = 25n * unit, monthlyCapMinor = 100n * unit, pauseReason = null } = autoTopUp ?? {}
  return (
    <Card>
      <CardHeader title={t('auto')} hint={t('autoHint')} />
      <CardBody className="grid gap-5">
        {isEnabled && pauseReason ? <Notice look="warning" title={t('paused')}>{t(`pausedBody.${pauseReason}`)}</Notice> : null}
        {hasMethod ? null : <Notice look="info">{t('noMethod')} <Link className="link" href={routes.methods()}>{t('addMethod')}</Link></Notice>}
        <Form action={setAutoTopUpAction} okToast={t('autoSaved')}>
          <HiddenFields values={{ currency }} />
          <CheckboxField name="isEnabled" look="switch" label={t('autoOn')} isChecked={isEnabled} />
          <Field name="thresholdMinor" label={t('threshold', { currency })}><AmountInput key={text(thresholdMinor)} defaultValue={text(thresholdMinor)} /></Field>
          <Field name="amountMinor" label={t('buys', { currency })} hint={t('buysHint')}><AmountInput key={text(amountMinor)} defaultValue={text(amountMinor)} /></Field>
          <Field name="monthlyCapMinor" label={t('cap', { currency })} hint={t('capHint')}><AmountInput key={text(monthlyCapMinor)} defaultValue={text(monthlyCapMinor)} /></Field>
          {autoTopUp ? <p className="text-text-2">{t('boughtThisMonth')} <Money minor={autoTopUp.boughtThisMonthMinor} currency={currency} /></p> : null}
          <div><SubmitButton look="secondary">{t('autoSave')}</SubmitButton></div>
        </Form>
      </CardBody>
    </Card>
  )
}
