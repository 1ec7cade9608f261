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
