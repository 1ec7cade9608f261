import { useTranslations } from 'next-intl'
import { AmountInput } from '@/components/form/amount-input'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { WalletView } from '@/lib/domain/billing/wallet/view'
import { money, toDecimal } from '@/lib/kernel/money'
import { setLowBalanceAction } from '../actions'

/** Below which balance a mail is sent. */
export function LowBalanceCard({ wallet: { currency, lowBalanceMinor } }: { wallet: WalletView }) {
  const t = useTranslations('billing.wallet')
  return (
    <Card>
      <CardHeader title={t('low')} hint={t('lowHint')} />
      <CardBody>
        <Form action={setLowBalanceAction} okToast={t('lowSaved')}>
          <HiddenFields values={{ currency }} />
          <Field name="amountMinor" label={t('lowLabel', { currency })} hint={t('lowOff')}>
            <AmountInput key={String(lowBalanceMinor)} defaultValue={toDecimal(money(lowBalanceMinor ?? 0n, currency))} />
          </Field>
          <div><SubmitButton look="secondary">{t('lowSave')}</SubmitButton></div>
        </Form>
      </CardBody>
    </Card>
  )
}
