import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PayFields } from '@/components/billing/pay-fields'
import { PriceHold } from '@/components/billing/price-hold'
import { Form, type FormAction } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Messages } from '@/components/layout/messages'
import type { ButtonLook } from '@/components/ui/button'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDateTime } from '@/lib/i18n/format'
import { methodChoices } from '../../checkout/_components/method-choices'

type Props<T> = {
  ctx: PortalCtx
  preview: ActPreviewView
  action: FormAction<T>
  values: Record<string, string | number | undefined>
  label: ReactNode
  look?: Extract<ButtonLook, 'primary' | 'danger'>
  children?: ReactNode
}

/** Confirms exactly the preview above it: its frozen instant and hash travel along, and how to pay when something is due. */
export async function ConfirmForm<T>({ ctx, preview, action, values, label, look = 'primary', children }: Props<T>) {
  const t = await getTranslations('checkout')
  const owes = preview.dueTodayMinor > 0n
  const choices = owes ? await methodChoices(ctx, t) : []
  const canPay = !owes || choices.some(({ isDisabled }) => !isDisabled)
  const canSave = owes && Object.values(ctx.providers.payments).some((one) => one?.savedMethods && one.mode === ctx.session.client.mode)
  const text = { method: t('method'), noMethod: t('noMethod'), saveMethod: t('saveMethod'), saveMethodHint: t('saveMethodHint') }
  return (
    <Form action={action}>
      <HiddenFields values={{ ...values, id: preview.subscriptionId, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }} />
      {children}
      {owes ? <PayFields choices={choices} canSave={canSave} text={text} /> : null}
      <div className="grid gap-2">
        <SubmitButton size="lg" look={look} disabled={!canPay}>{label}</SubmitButton>
        <p className="text-caption text-text-3">{t('held', { time: formatDateTime(preview.expiresAt, ctx.locale, ctx.session.client.timeZone) })}</p>
        <Messages of={['checkout']}><PriceHold key={preview.hash} expiresAt={preview.expiresAt.toISOString()} /></Messages>
      </div>
    </Form>
  )
}
