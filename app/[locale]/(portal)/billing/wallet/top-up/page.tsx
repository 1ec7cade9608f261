import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PayButton } from '@/components/billing/paypal/pay-button'
import { PriceHold } from '@/components/billing/price-hold'
import { PricedLines } from '@/components/billing/priced-lines'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { Messages } from '@/components/layout/messages'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getProfile } from '@/lib/domain/accounts'
import { previewTopUp } from '@/lib/domain/billing'
import type { TopUpPreviewView } from '@/lib/domain/billing/wallet/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { formatDateTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { DomainError } from '@/lib/kernel/error'
import { formatMoney, parseMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { Blockers } from '../../../checkout/_components/blockers'
import { methodChoices } from '../../../checkout/_components/method-choices'
import { payPalFacts } from '../../../checkout/_components/paypal-facts'
import { TopUpCard } from '../_components/top-up-card'
import { topUpAction, topUpInButtonsAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.wallet'))('topUp') }
}

type Props = { searchParams: Promise<{ amount?: string | string[] }> }

/** What exactly is charged for this much credit? */
export default async function TopUpPage({ searchParams }: Props) {
  const [ctx, t, { amount }] = [await portalContext(), await getTranslations('billing.wallet'), await searchParams]
  if (!can(ctx.actor, 'billing.topUp')) return <EmptyState level="h1" drawing="locked" title={t('topUp')} hint={(await getTranslations('errors'))('forbidden')} />
  const { currency } = ctx.session.client
  const wanted = typeof amount === 'string' ? parseMoney(amount.replaceAll(',', ''), currency) : undefined
  const preview = wanted ? await previewTopUp(ctx, { amountMinor: wanted.minor }).catch(refused) : null
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('topUp')} crumbs={[{ label: t('title'), href: routes.wallet() }]} />
      {preview ? <Confirm ctx={ctx} preview={preview} /> : (
        <>
          {amount === undefined ? null : <Notice look="danger">{t('badAmount', { example: ltr(formatMoney(parseMoney('25', currency) ?? { minor: 0n, currency })) })}</Notice>}
          <TopUpCard currency={currency} />
        </>
      )}
    </div>
  )
}

/** An amount outside the limits is asked for again. */
const refused = (error: unknown): null => {
  if (error instanceof DomainError && error.code === 'invalid_input') return null
  throw error
}

async function Confirm({ ctx, preview }: { ctx: PortalCtx; preview: TopUpPreviewView }) {
  const [t, checkout] = [await getTranslations('billing.wallet'), await getTranslations('checkout')]
  const { timeZone } = ctx.session.client
  const choices = await methodChoices(ctx, checkout)
  const canSave = Object.values(ctx.providers.payments).some((one) => one?.savedMethods && one.mode === ctx.session.client.mode)
  const isTaxOpen = (await getProfile(ctx, {})).country === null
  const canPay = !isTaxOpen && choices.some(({ isDisabled }) => !isDisabled)
  return (
    <Card>
      <CardHeader title={checkout('preview')} />
      <CardBody className="grid gap-5">
        <PricedLines {...preview} timeZone={timeZone} isTaxOpen={isTaxOpen} />
        <div className="flex flex-wrap items-baseline justify-between gap-3 rounded-control bg-sunken p-4">
          <span className="font-medium">{t('becomesCredit')}</span>
          <Money minor={preview.creditMinor} currency={preview.currency} className="figure-type" />
          <p className="w-full text-text-2">{t('becomesCreditNote')}</p>
        </div>
        {isTaxOpen ? <Blockers reasons={['country_missing']} /> : null}
        <Form action={topUpAction}>
          <HiddenFields values={{ amountMinor: preview.amountMinor, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }} />
          {choices.length === 0 ? <Notice look="danger">{checkout('noMethod')}</Notice>
            : <RadioCardsField name="provider" legend={checkout('method')} choices={choices} value={choices.find(({ isDisabled }) => !isDisabled)?.value ?? ''} />}
          {canSave ? <CheckboxField name="saveMethod" label={checkout('saveMethod')} hint={t('saveMethodHint')} /> : null}
          <div className="grid gap-2">
            <PayButton disabled={!canPay} paypal={payPalFacts(ctx, preview.currency)} start={topUpInButtonsAction}>
              {checkout('pay', { amount: ltr(formatMoney({ minor: preview.totalMinor, currency: preview.currency })) })}
            </PayButton>
            <p className="text-caption text-text-3">{checkout('held', { time: formatDateTime(preview.expiresAt, ctx.locale, timeZone) })}</p>
            <Messages of={['checkout']}><PriceHold key={preview.hash} expiresAt={preview.expiresAt.toISOString()} /></Messages>
          </div>
        </Form>
      </CardBody>
    </Card>
  )
}
