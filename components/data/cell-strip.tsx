'use client'
// In the browser's bundle for a reason: what a server component puts into an SVG may be streamed later, inside a helper element whose inline
// style the content policy refuses.
import type { Tone } from '@/components/ui/badge'

export type Cell = { tone: Tone | 'none'; title: string }

const fills: Record<Cell['tone'], string> = {
  success: 'fill-success-solid', info: 'fill-accent', neutral: 'fill-border-control', warning: 'fill-warning-solid', danger: 'fill-danger-solid', none: 'fill-neutral-tint',
}

/** A row of cells, oldest at the left in both languages (health of the last 24 hours or 90 days). `summary` says it in words. */
export function CellStrip({ cells, summary }: { cells: readonly Cell[]; summary: string }) {
  const width = cells.length * 10 - 2
  return (
    <svg role="img" aria-label={summary} viewBox={`0 0 ${width} 16`} width={width} height={16} className="max-w-full">
      {cells.map(({ tone, title }, index) => (
        <rect key={index} x={index * 10} y={tone === 'danger' ? 0 : 4} width={8} height={tone === 'danger' ? 16 : 8} rx={2} className={fills[tone]}><title>{title}</title></rect>
      ))}
    </svg>
  )
}
