import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { formatNumber } from '@/lib/i18n/format'
import { BarTrack } from './bar-track'

type Props = {
  label: ReactNode
  /** Plain numbers for the length of the bar; any unit, as long as both have the same. `limit` null = no limit. */
  used: number | bigint
  limit: number | bigint | null
  /** What people read, already formatted (`<Money …/>`, "12.4K"); the plain numbers otherwise. */
  usedText?: ReactNode
  limitText?: ReactNode
  /** A second line: when it resets, what happens then. */
  note?: ReactNode
}

/** How much of a limit is used: from 80 % on a warning, from 90 % in words, from 100 % over. No JavaScript. */
export function LimitBar({ label, used, limit, usedText, limitText, note }: Props) {
  const t = useTranslations('common')
  const percent = limit === null || Number(limit) <= 0 ? null : Math.max(0, (Number(used) / Number(limit)) * 100)
  const word = percent === null ? null : percent >= 100 ? t('over') : percent >= 90 ? t('nearlyUsed') : null
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-text-2">{label}</span>
        <bdi dir="ltr" className="font-medium">
          {usedText ?? formatNumber(used)}
          {limit === null ? null : <span className="font-normal text-text-2"> / {limitText ?? formatNumber(limit)}</span>}
        </bdi>
      </div>
      {percent === null
        ? <p className="text-caption text-text-3">{limit === null ? t('unlimited') : null}</p>
        : <LimitTrack percent={percent} />}
      {word || note ? (
        <p className="text-caption text-text-3">
          {word ? <span className={clsx('font-medium', percent !== null && percent >= 100 ? 'text-danger' : 'text-warning')}>{word}</span> : null}
          {word && note ? ' · ' : null}{note}
        </p>
      ) : null}
    </div>
  )
}

/** The bar alone, in the colour of what is left. */
export const LimitTrack = ({ percent }: { percent: number }) => <BarTrack percent={percent} tone={percent >= 100 ? 'danger' : percent >= 80 ? 'warning' : 'accent'} />
