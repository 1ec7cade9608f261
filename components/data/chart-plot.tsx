'use client'
import { useId } from 'react'
import { Bar, CartesianGrid, Cell, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatBytes, formatCompact } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import type { ChartPoint, ChartSeries, ChartUnit, SeriesLook } from './chart-series'

type Props = {
  kind: 'bars' | 'lines'
  series: readonly ChartSeries[]
  points: readonly ChartPoint[]
  looks: readonly SeriesLook[]
  unit: ChartUnit
  /** The bucket that keys have stepped to. */
  index: number | null
  setIndex: (index: number | null) => void
}

const symbols: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }
const tick = { fill: 'var(--text-3)', fontSize: 12 }

function axisText(value: number, unit: ChartUnit): string {
  if (unit.kind === 'money') return `${symbols[unit.currency] ?? `${unit.currency} `}${formatCompact(value)}`
  if (unit.kind === 'milliseconds') return value >= 1000 ? `${formatCompact(value / 1000)} s` : `${formatCompact(value)} ms`
  if (unit.kind === 'bytes') return formatBytes(value).replace(' ', '\u00a0')
  return unit.kind === 'percent' ? `${formatCompact(value)}%` : formatCompact(value)
}

/** The drawing alone; loaded on its own, since the library behind it is large. */
export default function ChartPlot({ kind, series, points, looks, unit, index, setIndex }: Props) {
  const id = useId()
  const data = points.map((point, position) => ({ ...point.values, position }))
  return (
    <div dir="ltr" aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={data} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false} onMouseLeave={() => setIndex(null)}>
          <defs>{series.map((one, at) => <FillPattern key={one.key} id={`${id}-${at}`} look={looks[at]} />)}</defs>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis dataKey="position" tickFormatter={(at: number) => isolated(points[at]?.tick ?? points[at]?.label ?? '')} tick={tick} tickLine={false} axisLine={{ stroke: 'var(--border-control)' }} interval="preserveStartEnd" minTickGap={32} />
          <YAxis width={unit.kind === 'bytes' ? 68 : 56} tick={tick} tickLine={false} axisLine={false} tickCount={4} domain={[0, 'auto']} tickFormatter={(value: number) => axisText(value, unit)} />
          <Tooltip isAnimationActive={false} cursor={{ fill: 'var(--neutral-tint)', stroke: 'var(--border-control)', fillOpacity: 0.6 }} content={({ active, label }) => (active ? <Hint point={points[Number(label)]} series={series} looks={looks} /> : null)} />
          {index === null ? null : <ReferenceLine x={index} stroke="var(--focus)" strokeWidth={2} />}
          {series.map((one, at) => (kind === 'bars' && one.role !== 'previous'
            ? (
              <Bar key={one.key} dataKey={one.key} stackId="all" isAnimationActive={false} fill={`url(#${id}-${at})`} maxBarSize={40}>
                {points.map((point, position) => <Cell key={position} fillOpacity={point.isPartial ? 0.5 : 1} />)}
              </Bar>
            )
            : <Line key={one.key} dataKey={one.key} type="linear" isAnimationActive={false} stroke={looks[at]?.colour ?? 'var(--series-other)'} strokeWidth={2} dot={({ index, cx, cy }: Place) => <LoneDot key={index} points={points} of={one.key} colour={looks[at]?.colour} {...(index === undefined ? {} : { index })} {...(cx === undefined ? {} : { cx })} {...(cy === undefined ? {} : { cy })} />} {...(looks[at]?.dash ? { strokeDasharray: looks[at].dash } : {})} />))}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  )
}

type Place = { index?: number; cx?: number; cy?: number }

/** A line has no length where a bucket stands between two empty ones: it is a dot there. */
function LoneDot({ points, of, colour = 'var(--series-other)', index = 0, cx, cy }: Place & { points: readonly ChartPoint[]; of: string; colour?: string | undefined }) {
  const isLone = [index - 1, index + 1].every((at) => points[at]?.values[of] === undefined) && points[index]?.values[of] !== undefined
  return isLone ? <circle cx={cx} cy={cy} r={2.5} fill={colour} /> : null
}

function FillPattern({ id, look }: { id: string; look: SeriesLook | undefined }) {
  const colour = look?.colour ?? 'var(--series-other)'
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} fill={colour} />
      {look?.pattern === 'hatch' ? <rect width={2} height={6} fill="var(--surface)" fillOpacity={0.7} /> : null}
      {look?.pattern === 'dots' ? <circle cx={3} cy={3} r={1.25} fill="var(--surface)" /> : null}
    </pattern>
  )
}

/** The bucket under the pointer; words in the page's own direction. */
function Hint({ point, series, looks }: { point: ChartPoint | undefined; series: readonly ChartSeries[]; looks: readonly SeriesLook[] }) {
  if (!point) return null
  return (
    <div dir={document.documentElement.dir} className="grid gap-1 rounded-control border bg-raised px-3 py-2 text-caption shadow-menu">
      <p className="font-medium">{point.label}</p>
      {series.map((one, at) => (
        <p key={one.key} className="flex items-center justify-between gap-4">
          <span className="flex items-center gap-1.5"><svg width={8} height={8} aria-hidden="true"><rect width={8} height={8} rx={2} fill={looks[at]?.colour} /></svg><bdi>{one.label}</bdi></span>
          <bdi dir="ltr" className="font-medium">{point.texts[one.key] ?? '0'}</bdi>
        </p>
      ))}
    </div>
  )
}
