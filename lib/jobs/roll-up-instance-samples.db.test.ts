import { beforeAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { createTestClient } from '@/lib/testing/contexts'
import { createInstanceModel, createInstanceRow, createInstanceSize } from '@/lib/testing/managed-instance'
import { rollUpInstanceSamples } from './roll-up-instance-samples'

let [clientId, instanceId] = ['', '']
const run = () => rollUpInstanceSamples({}, {} as Parameters<typeof rollUpInstanceSamples>[1])

beforeAll(async () => {
  clientId = (await createTestClient()).clientId
  instanceId = await createInstanceRow({ clientId, sizeId: await createInstanceSize(), modelId: await createInstanceModel(), desired: 'stopped' })
})

const sample = (at: Date, cpuMillis: number) => ({ instanceId, clientId, at, cpuMillis, memoryBytes: 100n, storageBytes: BigInt(cpuMillis), pids: 2 })

it('a day’s samples stay, older ones become one of each five minutes, those of 90 days go', async () => {
  const fiveMinutes = 300_000
  const old = Math.floor((Date.now() - 30 * 3_600_000) / fiveMinutes) * fiveMinutes
  await platformDb.instanceSample.createMany({ data: [
    sample(new Date(old), 100), sample(new Date(old + 10_000), 300), sample(new Date(old + fiveMinutes), 50), sample(new Date(Date.now() - 3_600_000), 7), sample(new Date(Date.now() - 91 * 86_400_000), 9),
  ] })
  await run()
  await run()
  const rows = await platformDb.instanceSample.findMany({ where: { instanceId }, orderBy: { at: 'asc' }, select: { at: true, cpuMillis: true, storageBytes: true, isRollup: true } })
  expect(rows).toMatchObject([
    { at: new Date(old), cpuMillis: 200, storageBytes: 300n, isRollup: true }, { at: new Date(old + fiveMinutes), cpuMillis: 50, isRollup: true }, { cpuMillis: 7, isRollup: false },
  ])
})
