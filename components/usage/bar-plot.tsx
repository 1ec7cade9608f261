'use client'
import { clsx } from 'clsx'

type Series = { name: string; values: number[]; fill: string }
type Props = { series: Series[]; buckets: { isPartial: boolean; text: string }[]; top: number; summary: string }

const [plotHeight, bucketWidth, gap] = [100, 10, 2]

/**
 * The bars themselves. A client part without any behaviour: sent as elements, so many of them would be streamed in pieces
 * that React hides with style attributes, which the content security policy refuses.
 */
export function BarPlot({ series, buckets, top, summary }: Props) {
  const width = buckets.length * bucketWidth
  return (
    <svg role="img" aria-label={summary} className="h-48 w-full border-b" preserveAspectRatio="none" viewBox={`0 0 ${width} ${plotHeight}`}>
      <line x1="0" x2={width} y1="0.25" y2="0.25" className="stroke-border" strokeWidth="0.5" />
      <line x1="0" x2={width} y1={plotHeight / 2} y2={plotHeight / 2} className="stroke-border" strokeWidth="0.5" />
      {buckets.map((bucket, index) => (
        <g key={index} className={clsx(bucket.isPartial && 'opacity-60')}>
          <title>{bucket.text}</title>
          <rect x={index * bucketWidth} y="0" width={bucketWidth} height={plotHeight} className="fill-transparent" />
          <Stack series={series} index={index} top={top} />
        </g>
      ))}
    </svg>
  )
}

function Stack({ series, index, top }: Pick<Props, 'series' | 'top'> & { index: number }) {
  const heights = series.map((one) => ((one.values[index] ?? 0) / top) * plotHeight)
  return series.map((one, row) => {
    const height = heights[row] ?? 0
    const below = heights.slice(0, row).reduce((total, part) => total + part, 0)
    if (height === 0) return null
    return (
      <rect
        key={one.name} x={index * bucketWidth + gap / 2} width={bucketWidth - gap} y={(plotHeight - below - height).toFixed(3)} height={height.toFixed(3)}
        className={one.fill}
      />
    )
  })
}
