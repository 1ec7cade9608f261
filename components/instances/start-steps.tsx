import { useTranslations } from 'next-intl'
import { ToneShape } from '@/components/data/tone-shape'
import type { InstanceStatus } from '@/lib/domain/instances/view'

const steps = ['pending', 'provisioning', 'starting', 'running'] as const

/** How far a start has come: what is done, what is under way, what is still to come. */
export function StartSteps({ status }: { status: InstanceStatus }) {
  const t = useTranslations('instances.starting')
  const here = steps.findIndex((step) => step === status)
  return (
    <ol aria-label={t('title')} className="flex flex-wrap gap-x-8 gap-y-2 rounded-card border bg-surface p-4 sm:p-5">
      {steps.map((step, at) => (
        <li key={step} aria-current={at === here ? 'step' : undefined} className={at > here ? 'flex items-center gap-2 text-text-3' : 'flex items-center gap-2'}>
          <ToneShape tone={at < here ? 'success' : at === here ? 'info' : 'neutral'} />{t(step)}<span className="sr-only">{t(at < here ? 'done' : at === here ? 'now' : 'next')}</span>
        </li>
      ))}
    </ol>
  )
}
