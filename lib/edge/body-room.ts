import type { IncomingMessage } from 'node:http'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { ByteRoom } from './byte-room'

/** Bodies up to this size take no room, and wait for nobody. */
export const smallBytes = 65_536
/** How long a large one waits for room. */
const patienceMs = 30_000

const room = new ByteRoom(() => env().GATEWAY_BODIES_BYTES)
const taken = new Map<IncomingMessage, { who: string; bytes: number }>()

/**
 * Takes room for a large body, once for each request, before it is read: what all of them hold in memory is bounded.
 * @param who whose body it is: no client has more than half of the room while others want some
 * @throws DomainError unavailable where none became free in time; invalid_input when the caller left
 */
export async function makeRoom(request: IncomingMessage, who: string, bytes: number): Promise<void> {
  if (taken.has(request)) return
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  request.once('aborted', leave)
  const isTaken = await room.take(who, bytes, patienceMs, gone.signal)
  request.off('aborted', leave)
  if (gone.signal.aborted) {
    if (isTaken) room.give(who, bytes)
    throw new DomainError('invalid_input', { internal: 'the body broke off' })
  }
  if (!isTaken) throw new DomainError('unavailable', { internal: 'no room for another large body', retryAfterSeconds: 5 })
  taken.set(request, { who, bytes })
}

/** It turned out to be smaller than it might have been. */
export function keepRoom(request: IncomingMessage, bytes: number): void {
  const own = taken.get(request)
  if (!own || own.bytes <= bytes) return
  room.give(own.who, own.bytes - bytes)
  own.bytes = bytes
}

/** Gives a request's room back, if it has any. */
export function leaveRoom(request: IncomingMessage): void {
  const own = taken.size === 0 ? undefined : taken.get(request)
  if (!own) return
  taken.delete(request)
  room.give(own.who, own.bytes)
}
