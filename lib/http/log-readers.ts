import { DomainError } from '@/lib/kernel/error'
import type { LogLine } from '@/lib/providers/instance-runtime/types'

/** Logs that one client follows at the same time. */
const followedAtOnce = 10
const following = new Map<string, number>()

/** @throws DomainError rate_limited where a client follows as many logs as it may */
export function assertMayFollow(clientId: string): void {
  if ((following.get(clientId) ?? 0) >= followedAtOnce) throw new DomainError('rate_limited', { retryAfterSeconds: 10 })
}

/**
 * Lines as they come, and one reader more of this client for as long as they do. Counted as the reading begins: of many that arrive
 * at once and were all let through, those too many end here.
 */
export async function* countedReader(clientId: string, lines: AsyncIterable<LogLine>): AsyncGenerator<LogLine> {
  assertMayFollow(clientId)
  following.set(clientId, (following.get(clientId) ?? 0) + 1)
  try {
    yield* lines
  } finally {
    const left = (following.get(clientId) ?? 1) - 1
    if (left > 0) following.set(clientId, left)
    else following.delete(clientId)
  }
}
