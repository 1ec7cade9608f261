import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Tone } from '@/components/ui/badge'
import { ToneShape } from './tone-shape'

export type TimelineItem = { id: string; title: ReactNode; time: ReactNode; actor?: string | null; detail?: ReactNode; tone?: Tone }

/** What happened, newest first: `time` is a `<RelativeTime …/>`, no actor means the system did it. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const t = useTranslations('data')
  return (
    <ol aria-label={t('timeline')} className="grid">
      {items.map((item) => (
        <li key={item.id} className="relative grid gap-0.5 border-s ps-4 pb-4 last:border-transparent last:pb-0">
          <span className="absolute -start-1.5 top-1.5 grid size-3 place-items-center rounded-full bg-surface"><ToneShape tone={item.tone ?? 'neutral'} /></span>
          <p>{item.title}</p>
          {item.detail ? <div className="text-text-2">{item.detail}</div> : null}
          <p className="text-caption text-text-3">{item.time} · {item.actor ? <bdi>{item.actor}</bdi> : t('system')}</p>
        </li>
      ))}
    </ol>
  )
}
