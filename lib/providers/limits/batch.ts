import type { Return } from './returns'
import { periodMicros, sizeOf } from './states'
import type { Cell, LimitBatch, LimitRule } from './types'

/** A cell of a batch, and where it stands in it once all are known. */
type Place = { cell: Cell; index: number }

function placeOf(places: Map<string, Place>, rule: LimitRule): Place {
  const known = places.get(rule.key)
  if (known) return known
  const place = { cell: { key: rule.key, kind: rule.kind, size: sizeOf(rule), periodMicros: periodMicros(rule), returned: 0, returnedFrom: '' }, index: 0 }
  places.set(rule.key, place)
  return place
}

/** The cells and groups of a batch: what goes back, at most one for each cell, and what is asked for; `ahead`, if anything, is the last group. */
export function cellsOf(returns: readonly Return[], requests: readonly (readonly LimitRule[])[], ahead: readonly LimitRule[] = []): Pick<LimitBatch, 'cells' | 'groups'> {
  const places = new Map<string, Place>()
  for (const { rule, from, amount } of returns) {
    const { cell } = placeOf(places, rule)
    cell.returned = amount
    cell.returnedFrom = from
  }
  // A limit that was changed a moment ago counts as whoever asks now knows it, not as whoever gives back did, or takes ahead what others used.
  const sized = (rule: LimitRule): Place => {
    const place = placeOf(places, rule)
    place.cell.size = sizeOf(rule)
    return place
  }
  const last = ahead.map(sized)
  const found = requests.map((rules) => rules.map(sized))
  if (ahead.length > 0) found.push(last)
  const asked = ahead.length > 0 ? [...requests, ahead] : requests
  const sorted = [...places.values()].sort((a, b) => (a.cell.key < b.cell.key ? -1 : 1))
  sorted.forEach((place, index) => { place.index = index })
  const groups = found.map((group, i) => group.map(({ index }, rule) => ({ cell: index, cost: asked[i]?.[rule]?.cost ?? 0 })))
  return { cells: sorted.map(({ cell }) => cell), groups }
}
