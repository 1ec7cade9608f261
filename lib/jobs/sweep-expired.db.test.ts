import { afterAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { sweepExpired } from './sweep-expired'

afterAll(closePool)

it('notices that were never proven genuine go after thirty days, all others stay', async () => {
  const now = new Date()
  const notice = async (state: string, age: number): Promise<string> => {
    const [id, receivedAt] = [newId('whk', now), plus(now, -days(age))]
    await platformDb.webhookEvent.create({ data: { id, provider: 'stripe', mode: 'test', eventId: id, type: 'unverified', body: '{}', headers: {}, state, checks: {}, receivedAt } })
    return id
  }
  const ids = [await notice('rejected', 31), await notice('rejected', 29), await notice('processed', 400), await notice('failed', 31)]
  await sweepExpired({}, {} as never)
  expect((await platformDb.webhookEvent.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted())
})

it('which servers a request was tried at is told for ninety days', async () => {
  const now = new Date()
  const tried = async (age: number): Promise<string> => {
    const createdAt = plus(now, -days(age))
    const attempts = [{ upstreamId: 'ups_1', outcome: 'timeout', latencyMs: 9 }, { upstreamId: 'ups_2', outcome: 'answered', latencyMs: 5 }]
    return (await platformDb.requestAttempts.create({ data: { id: newId('req', createdAt), clientId: 'cli_swept', attempts, createdAt } })).id
  }
  const ids = [await tried(91), await tried(89), await tried(0)]
  await sweepExpired({}, {} as never)
  expect((await platformDb.requestAttempts.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted())
})
