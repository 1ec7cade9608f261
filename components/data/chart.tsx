'use client'
import { clsx } from 'clsx'
import { lazy, Suspense, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useCommon } from '@/components/ui/common-texts'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Td, Th } from '@/components/ui/table'
import { looksOf, type ChartPoint, type ChartSeries, type ChartUnit } from './chart-series'
import { SeriesSwatch } from './series-swatch'

const ChartPlot = lazy(() => import('./chart-plot'))

type Props = {
  kind: 'bars' | 'lines'
  title: string
  /** The period's number, beside the title. */
  figure?: ReactNode
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  unit: ChartUnit
  /** One sentence: range, total, peak, change. */
  summary: string
  /** Head of the table's first column: "Day", "Hour". */
  bucketLabel: string
}

/**
 * A chart over time with its legend and the same numbers as a table. Time runs left to right in both languages. The
 * drawing is loaded when it comes into view; arrow keys step through it and speak each bucket.
 */
export function Chart({ kind, title, figure, series, points, unit, summary, bucketLabel }: Props) {
  const text = useCommon()
  const id = useId()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const [index, setIndex] = useState<number | null>(null)
  const isEmpty = points.every((point) => series.every((one) => !point.values[one.key]))
  const looks = looksOf(series)
  const current = index === null ? undefined : points[index]
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id={id} className="text-h2 font-semibold">{title}</h2>
          {figure ? <p className="figure-type">{figure}</p> : null}
        </div>
        <div role="group" aria-label={title} className="inline-flex gap-0.5 rounded-control border bg-sunken p-0.5">
          {(['chart', 'table'] as const).map((one) => (
            <button
              key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}
              className={clsx('min-h-6 rounded-badge px-2.5 text-h3 font-medium', view === one ? 'bg-surface text-text ring-1 ring-border' : 'text-text-2 hover:text-text')}
            >
              {text[one]}
            </button>
          ))}
        </div>
      </div>
      {view === 'table' ? <Numbers series={series} points={points} bucketLabel={bucketLabel} title={title} /> : (
        <>
          <div className="relative h-64">
            {isEmpty
              ? <p className="grid h-full place-items-center rounded-control border border-dashed text-text-2">{text.noActivity}</p>
              : (
                <>
                  <WhenSeen><ChartPlot kind={kind} series={series} points={points} looks={looks} unit={unit} index={index} setIndex={setIndex} /></WhenSeen>
                  <input
                    type="range" dir="ltr" min={0} max={points.length - 1} value={index ?? points.length - 1} onChange={(event) => setIndex(Number(event.target.value))} onBlur={() => setIndex(null)}
                    aria-label={`${summary} ${text.stepThrough}`} aria-valuetext={spoken(points[index ?? points.length - 1], series)}
                    className="pointer-events-none absolute inset-0 h-full w-full appearance-none rounded-control bg-transparent thumbless"
                  />
                </>
              )}
          </div>
          <p aria-hidden="true" className="min-h-5 text-caption text-text-2">{current ? <bdi>{spoken(current, series)}</bdi> : null}</p>
          {isEmpty ? null : <Legend series={series} looks={looks} kind={kind} />}
        </>
      )}
    </section>
  )
}

const spoken = (point: ChartPoint | undefined, series: readonly ChartSeries[]): string =>
  point ? [point.label, ...series.map((one) => `${one.label} ${point.texts[one.key] ?? '0'}`)].join(' · ') : ''

function Legend({ series, looks, kind }: { series: readonly ChartSeries[]; looks: ReturnType<typeof looksOf>; kind: Props['kind'] }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {series.map((one, position) => {
        const look = looks[position]
        return (
          <li key={one.key} className="flex items-center gap-2">
            {look ? <SeriesSwatch look={look} isBar={kind === 'bars' && one.role !== 'previous'} /> : null}
            <bdi className="min-w-0 text-text-2 wrap-anywhere">{one.label}</bdi>
            {one.total ? <bdi dir="ltr" className="font-medium whitespace-nowrap">{one.total}</bdi> : null}
          </li>
        )
      })}
    </ul>
  )
}

function Numbers({ series, points, bucketLabel, title }: { series: readonly ChartSeries[]; points: readonly ChartPoint[]; bucketLabel: string; title: string }) {
  const text = useCommon()
  return (
    <div tabIndex={0} role="region" aria-label={`${title}: ${text.table}`} className="max-h-96 overflow-auto rounded-control border">
      <Table>
        <thead><tr><Th>{bucketLabel}</Th>{series.map((one) => <Th key={one.key} align="end"><bdi>{one.label}</bdi></Th>)}</tr></thead>
        <tbody className="divide-y">
          {points.map((point, position) => (
            <tr key={position}>
              <Td>{point.label}</Td>
              {series.map((one) => <Td key={one.key} align="end"><bdi dir="ltr">{point.texts[one.key] ?? '0'}</bdi></Td>)}
            </tr>
          ))}
        </tbody>
        {series.some((one) => one.total) ? (
          <tfoot><tr className="border-t font-medium"><Td>{text.total}</Td>{series.map((one) => <Td key={one.key} align="end"><bdi dir="ltr">{one.total ?? ''}</bdi></Td>)}</tr></tfoot>
        ) : null}
      </Table>
    </div>
  )
}

/** Keeps its place and mounts what is inside when it comes near the view. */
function WhenSeen({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => { if (entry?.isIntersecting) setSeen(true) }, { rootMargin: '200px' })
    if (box.current) watcher.observe(box.current)
    return () => watcher.disconnect()
  }, [])
  return <div ref={box} className="h-full">{isSeen ? <Suspense fallback={<Skeleton className="h-full" />}>{children}</Suspense> : <Skeleton className="h-full" />}</div>
}
