import type { HoldRow } from './hold'

/** Holds that this process took and has not closed yet: what they hold is known when they are closed. Those that never are make room for others. */
const own = new Map<string, HoldRow>()
const most = 50_000

export const ownHold = (id: string): HoldRow | undefined => own.get(id)

export function keepHolds(holds: readonly HoldRow[]): void {
  for (const hold of holds) own.set(hold.id, hold)
  for (const id of own.keys()) {
    if (own.size <= most) return
    own.delete(id)
  }
}

export function dropHolds(closings: readonly { id: string }[]): void {
  for (const { id } of closings) own.delete(id)
}
