import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { figureShort, figureText, type UsageCell } from './usage-series'
import { usageFigures, usageSearch, type UsageFigure, type UsageQuery } from './usage-query'
import { formatCompact, formatPercent } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatPicos } from '@/lib/kernel/money'

type Props = {
  /** The page's own address, without its query. */
  path: string
  query: UsageQuery
  total: UsageCell
  currency: string
}

/** Five figures; the chosen one is drawn below. */
export function FigureTabs({ path, query, total, currency }: Props) {
  const t = useTranslations('usage')
  const notes: Record<UsageFigure, string | null> = {
    requests: null,
    tokens: t('inOut', { input: ltr(formatCompact(total.inputTokens)), output: ltr(formatCompact(total.outputTokens)) }),
    cost: total.billedPicos > 0n ? t('billed', { amount: ltr(formatPicos(total.billedPicos, currency)) }) : null,
    errors: total.requests > 0 ? t('errorRate', { percent: ltr(formatPercent(total.errors / total.requests)) }) : null,
    latency: null,
  }
  return (
    <nav aria-label={t('figure.label')} className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
      {usageFigures.map((figure) => (
        <Link
          key={figure} href={path + usageSearch(query, { figure })} scroll={false} aria-current={query.figure === figure ? 'true' : undefined}
          className={clsx('grid content-start gap-1 rounded-card border bg-surface p-4', query.figure === figure ? 'border-accent ring-1 ring-accent' : 'hover:bg-hover')}
        >
          <span className="text-h3 font-medium text-text-2">{t(`figure.${figure}`)}</span>
          <bdi dir="ltr" title={figureText(total, figure, currency)} className="figure-type rtl:text-end">{figureShort(total, figure, currency)}</bdi>
          {notes[figure] ? <span className="text-caption text-text-3">{notes[figure]}</span> : null}
        </Link>
      ))}
    </nav>
  )
}
