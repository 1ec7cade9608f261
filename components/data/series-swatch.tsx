'use client'
// In the browser's bundle for the reason that cell-strip.tsx gives.
import type { SeriesLook } from './chart-series'

/** A series' colour with its second cue, as the legend shows it: a piece of its line, or of its bar. */
export function SeriesSwatch({ look, isBar }: { look: SeriesLook; isBar: boolean }) {
  if (isBar) {
    return (
      <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden="true" className="shrink-0">
        <rect width={12} height={12} rx={2} fill={look.colour} />
        {look.pattern === 'hatch' ? <path d="M0 6 6 0M0 12 12 0M6 12 12 6" strokeWidth={1.5} className="stroke-surface" /> : null}
        {look.pattern === 'dots' ? <path d="M3 3h.01M9 3h.01M3 9h.01M9 9h.01" strokeWidth={2.5} strokeLinecap="round" className="stroke-surface" /> : null}
      </svg>
    )
  }
  return (
    <svg width={20} height={10} viewBox="0 0 20 10" aria-hidden="true" className="shrink-0">
      <line x1={0} x2={20} y1={5} y2={5} stroke={look.colour} strokeWidth={4} strokeDasharray={look.dash || undefined} />
    </svg>
  )
}
