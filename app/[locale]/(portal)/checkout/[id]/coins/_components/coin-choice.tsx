import { getTranslations } from 'next-intl/server'
import { networkNames } from '@/components/billing/network-name'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import type { CoinPaymentView } from '@/lib/domain/billing/coins/view'
import { chooseCoinAction } from '../actions'

/** The coins on offer with their chains; one that cannot be used now says why. */
export async function CoinChoice({ payment }: { payment: CoinPaymentView }) {
  const [t, reasons, nameOf] = await Promise.all([getTranslations('coins'), getTranslations('coins.reasons'), networkNames()])
  const choices = payment.coins.map(({ asset, network, isAvailable, reason }) => ({
    value: asset, title: t(`asset.${asset}`), isDisabled: !isAvailable, hint: isAvailable || !reason ? t('on', { network: nameOf(network) }) : reasons(reason),
  }))
  const first = choices.find(({ isDisabled, value }) => !isDisabled && value === payment.asset) ?? choices.find(({ isDisabled }) => !isDisabled)
  if (!first) return <div className="grid gap-3"><Notice look="warning">{t('noneAvailable')}</Notice><ul className="grid gap-1 text-text-2">{choices.map((one) => <li key={one.value}>{one.title}: {one.hint}</li>)}</ul></div>
  return (
    <Form action={chooseCoinAction}>
      <HiddenFields values={{ paymentId: payment.paymentId }} />
      <RadioCardsField name="asset" legend={t('choose')} choices={choices} value={first.value} />
      <SubmitButton size="lg">{t('quote')}</SubmitButton>
    </Form>
  )
}
