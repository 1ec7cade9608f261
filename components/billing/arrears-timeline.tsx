import { useTranslations } from 'next-intl'
import type { Tone } from '@/components/ui/badge'
import { DateTime } from '@/components/data/date-time'
import { ToneShape } from '@/components/data/tone-shape'
import type { ArrearsStepView } from '@/lib/domain/billing/dunning/view'

const tones: Record<ArrearsStepView['kind'], Tone> = {
  opened: 'warning', retry_failed: 'warning', final_decline: 'danger', needs_customer: 'warning', reminded: 'neutral', card_changed: 'info', suspended: 'danger', extended: 'info',
  recovered: 'success', deleted: 'danger', retry_planned: 'info', suspend_planned: 'warning', delete_planned: 'danger',
}
const reasons = ['card_declined', 'insufficient_funds', 'expired_card', 'processing_error', 'authentication_failed', 'refused', 'stolen_card'] as const

/** One line of time for an unpaid invoice: what happened, then what will, with its dates. */
export function ArrearsTimeline({ steps, timeZone }: { steps: readonly ArrearsStepView[]; timeZone: string }) {
  const [t, reason] = [useTranslations('billing.unpaid'), useTranslations('checkout.payment.reason')]
  return (
    <ol aria-label={t('timeline')} className="grid">
      {steps.map((step, index) => {
        const known = reasons.find((one) => one === step.code)
        return (
          <li key={index} className="relative grid gap-0.5 border-s ps-4 pb-4 last:border-transparent last:pb-0">
            <span className="absolute -start-1.5 top-1.5 grid size-3 place-items-center rounded-full bg-surface"><ToneShape tone={step.isDone ? tones[step.kind] : 'neutral'} /></span>
            <p className={step.isDone ? undefined : 'text-text-2'}>{t(`step.${step.kind}`)}</p>
            {step.code ? <p className="text-text-2">{reason(known ?? 'other')}</p> : null}
            <p className="text-caption text-text-3"><DateTime at={step.at} timeZone={timeZone} /></p>
          </li>
        )
      })}
    </ol>
  )
}
