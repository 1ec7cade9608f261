export type ChartSeries = {
  key: string
  label: string
  /** The series' sum over the period, formatted; shown in the legend. */
  total?: string
  /** "Other" (always last), the previous period, or errors: never one of the six colours. */
  role?: 'other' | 'previous' | 'error'
}

export type ChartPoint = {
  /** What it is called: "12 Aug", "12 Aug 2026, 14:05". */
  label: string
  /** Under the axis, where the label would be long: "14:05". */
  tick?: string
  /** Still running: drawn lighter. */
  isPartial?: boolean
  /** For the drawing only. */
  values: Record<string, number>
  /** What people read, formatted on the server. */
  texts: Record<string, string>
}

export type ChartUnit = { kind: 'count' } | { kind: 'money'; currency: string } | { kind: 'milliseconds' } | { kind: 'percent' } | { kind: 'bytes' }

export type SeriesLook = { colour: string; dash: string; pattern: 'plain' | 'hatch' | 'dots' }

const dashes = ['', '6 3', '2 3', '10 3 2 3', '1 4', '12 4']
const patterns: SeriesLook['pattern'][] = ['plain', 'plain', 'hatch', 'plain', 'dots', 'plain']

/** Colour and second cue of each series, by its order: told apart in grey too. */
export function looksOf(series: readonly ChartSeries[]): SeriesLook[] {
  let rank = -1
  return series.map(({ role }) => {
    if (role === 'error') return { colour: 'var(--danger-solid)', dash: '', pattern: 'plain' }
    if (role) return { colour: 'var(--series-other)', dash: '3 3', pattern: 'plain' }
    rank = Math.min(rank + 1, 5)
    return { colour: `var(--series-${rank + 1})`, dash: dashes[rank] ?? '', pattern: patterns[rank] ?? 'plain' }
  })
}
