import type { SeriesLook } from './chart-series'

/** A series' colour with its second cue, as the legend shows it. */
export function SeriesSwatch({ look }: { look: SeriesLook }) {
  return (
    <svg width={20} height={10} viewBox="0 0 20 10" aria-hidden="true" className="shrink-0">
      <line x1={0} x2={20} y1={5} y2={5} stroke={look.colour} strokeWidth={4} strokeDasharray={look.dash || undefined} />
    </svg>
  )
}
