import type { UpstreamHealth } from './view'

/** What stands in UpstreamBreaker about a server. */
export type Breaker = { failures: number; openUntil: Date | null; reason: string | null } | null

/** The `select` that upstreamHealth() needs. */
export const healthFields = { enabled: true, lastCheckOk: true, breaker: { select: { failures: true, openUntil: true, reason: true } } } as const

type Row = { enabled: boolean; lastCheckOk: boolean | null; breaker: Breaker }

/** How a server stands for those who watch: what requests met comes before what the last check said. */
export function upstreamHealth({ enabled, lastCheckOk, breaker }: Row, now: Date): UpstreamHealth {
  if (!enabled) return 'disabled'
  if (breaker?.reason === 'unauthorized') return 'refused'
  if (breaker?.openUntil) {
    if (breaker.openUntil <= now) return 'probing'
    return breaker.reason === 'busy' ? 'limited' : 'open'
  }
  if (lastCheckOk === null) return 'unknown'
  return lastCheckOk ? 'healthy' : 'open'
}
