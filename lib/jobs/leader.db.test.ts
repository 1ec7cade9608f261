import { once } from 'node:events'
import { expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { whileLeader } from './leader'

/** Stands for the lock until stopped; tells how many lead at once. */
function candidates(name: string) {
  const facts = { leading: 0, most: 0, terms: 0 }
  const enter = (stop: AbortSignal) => whileLeader(name, stop, async (signal) => {
    facts.leading += 1
    facts.terms += 1
    facts.most = Math.max(facts.most, facts.leading)
    if (!signal.aborted) await once(signal, 'abort')
    facts.leading -= 1
  })
  return { facts, enter }
}

it('of several processes one leads, and when its connection breaks another takes over', async () => {
  const name = newId('test')
  const { facts, enter } = candidates(name)
  const stop = new AbortController()
  const running = [enter(stop.signal), enter(stop.signal)]
  await expect.poll(() => facts.terms, { timeout: 60_000 }).toBe(1)
  await platformDb.$queryRaw`
    SELECT pg_terminate_backend(l.pid) FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.granted AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${name}, 0)`
  await expect.poll(() => facts.terms, { timeout: 60_000 }).toBe(2)
  stop.abort()
  await Promise.all(running)
  expect(facts.most).toBe(1)
})
