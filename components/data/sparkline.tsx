'use client'
// In the browser's bundle for the reason that cell-strip.tsx gives.
/** A line without axes, oldest at the left in both languages; the text beside it says the numbers. */
export function Sparkline({ values, label, width = 96, height = 24 }: { values: readonly number[]; label: string; width?: number; height?: number }) {
  const top = Math.max(...values, 0)
  const inset = 2
  const stepX = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0
  const y = (value: number): number => (top === 0 ? height - inset : height - inset - (value / top) * (height - 2 * inset))
  const points = values.map((value, index) => `${(inset + index * stepX).toFixed(1)},${y(value).toFixed(1)}`)
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="max-w-full shrink-0 overflow-visible">
      {values.length > 1
        ? <polyline points={points.join(' ')} strokeWidth={1.75} strokeLinejoin="round" strokeLinecap="round" className={top === 0 ? 'fill-transparent stroke-border-control' : 'fill-transparent stroke-series-1'} />
        : null}
      {points.length > 0 ? <circle cx={inset + (values.length - 1) * stepX} cy={y(values.at(-1) ?? 0)} r={2} className={top === 0 ? 'fill-border-control' : 'fill-series-1'} /> : null}
    </svg>
  )
}
