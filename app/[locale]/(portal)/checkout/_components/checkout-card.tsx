import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PayButton } from '@/components/billing/paypal/pay-button'
import { PriceHold } from '@/components/billing/price-hold'
import { PricedLines } from '@/components/billing/priced-lines'
import { Money } from '@/components/data/money'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { Messages } from '@/components/layout/messages'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { SubscriptionPreviewView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDate, formatDateTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { subscribeAction, subscribeInButtonsAction } from '../actions'
import { Blockers } from './blockers'
import { methodChoices } from './method-choices'
import { payPalFacts } from './paypal-facts'

type Props = { ctx: PortalCtx; preview: SubscriptionPreviewView; unpaidPlan: string | undefined; code: string | undefined; children: ReactNode }

/** The priced preview and the button that charges exactly that. */
export async function CheckoutCard({ ctx, preview, unpaidPlan, code, children }: Props) {
  const t = await getTranslations('checkout')
  const { timeZone } = ctx.session.client
  const money = (minor: bigint) => ltr(formatMoney({ minor, currency: preview.currency }))
  const isFree = preview.totalMinor === 0n
  const choices = isFree ? [] : await methodChoices(ctx, t)
  const canSave = Object.values(ctx.providers.payments).some((one) => one?.savedMethods && one.mode === ctx.session.client.mode)
  const canPay = isFree || choices.some(({ isDisabled }) => !isDisabled)
  return (
    <Card>
      <CardHeader title={t('preview')} />
      <CardBody className="grid gap-5">
        {unpaidPlan ? <Notice look="warning">{t('unpaidFirst', { plan: unpaidPlan })}</Notice> : null}
        <PricedLines {...preview} timeZone={timeZone} isTaxOpen={preview.compliance.reasons.some(({ code }) => code === 'country_missing')} />
        {isFree ? null : children}
        <div className="flex flex-wrap items-baseline justify-between gap-3 rounded-control bg-sunken p-4">
          <span className="font-medium">{t('dueToday')}</span>
          <Money minor={preview.dueTodayMinor} currency={preview.currency} className="figure-type" />
          <p className="w-full text-text-2">{preview.nextChargeAt ? t('nextCharge', { amount: money(preview.nextChargeMinor), date: formatDate(preview.nextChargeAt, ctx.locale, timeZone) }) : t('noCharge')}</p>
        </div>
        {preview.compliance.result === 'pass' ? null : <Blockers reasons={preview.compliance.reasons.map(({ code }) => code)} />}
        <Form action={subscribeAction}>
          <HiddenFields values={{ planCode: preview.planCode, interval: preview.interval, promotionCode: code, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }} />
          {isFree ? null : choices.length === 0 ? <Notice look="danger">{t('noMethod')}</Notice>
            : <RadioCardsField name="provider" legend={t('method')} choices={choices} value={choices.find(({ isDisabled }) => !isDisabled)?.value ?? ''} />}
          {isFree || !canSave ? null : <CheckboxField name="saveMethod" label={t('saveMethod')} hint={t('saveMethodHint')} isChecked />}
          <div className="grid gap-2">
            <PayButton disabled={!canPay || preview.compliance.result !== 'pass'} paypal={payPalFacts(ctx, preview.currency)} start={subscribeInButtonsAction}>
              {isFree ? t('startFree', { plan: preview.planName[ctx.locale] }) : t('pay', { amount: money(preview.dueTodayMinor) })}
            </PayButton>
            <p className="text-caption text-text-3">{t('held', { time: formatDateTime(preview.expiresAt, ctx.locale, timeZone) })}</p>
            <Messages of={['checkout']}><PriceHold key={preview.hash} expiresAt={preview.expiresAt.toISOString()} /></Messages>
          </div>
        </Form>
      </CardBody>
    </Card>
  )
}
