import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Timeline } from '@/components/data/timeline'
import type { Tone } from '@/components/ui/badge'
import type { PaymentEventView } from '@/lib/domain/billing/history/view'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'

type Props = { events: readonly PaymentEventView[]; currency: string; timeZone: string; isForStaff?: boolean }

/** What coins did carries how many they were where others carry a reason. */
const isAboutCoins = (kind: PaymentEventView['kind']): boolean => kind.startsWith('coins_')

const tones: Partial<Record<PaymentEventView['kind'], Tone>> = {
  succeeded: 'success', failed: 'danger', mismatch: 'danger', processing: 'info', unknown: 'info', awaiting_customer: 'warning',
  refund_succeeded: 'success', refund_failed: 'danger', refund_requested: 'info', refund_pending: 'info', dispute_opened: 'danger', dispute_won: 'success',
  coins_seen: 'info', coins_booked: 'success', coins_gone: 'danger', coins_undone: 'danger',
}

/** Everything that happened to a payment and who caused it, newest first. */
export function PaymentHistory({ events, currency, timeZone, isForStaff = false }: Props) {
  const t = useTranslations('billing.history')
  const [reasons, declines] = [useTranslations('billing.history.reason'), useTranslations('checkout.payment.reason')]
  /** A provider's reason in words where we know it, else as it said it. */
  const reasonOf = (reason: string) => {
    if (reasons.has(reason as 'fraudulent')) return reasons(reason as 'fraudulent')
    return declines.has(reason as 'refused') ? declines(reason as 'refused') : <bdi dir="ltr" className="font-mono text-mono">{reason}</bdi>
  }
  return (
    <Timeline
      items={events.map(({ kind, at, by, reason, amountMinor }, index) => ({
        id: String(index), title: t(`event.${kind}`, { amount: amountMinor === null ? '' : ltr(formatMoney({ minor: amountMinor, currency })) }),
        time: <DateTime at={at} timeZone={timeZone} />, actor: t(`${isForStaff ? 'staffBy' : 'by'}.${by}`), detail: !reason ? null : isAboutCoins(kind) ? <bdi dir="ltr">{reason}</bdi> : reasonOf(reason), tone: tones[kind] ?? 'neutral',
      }))}
    />
  )
}
