import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { installationId } from '@/lib/db/installation-id'
import { platformDb } from '@/lib/db/platform-db'
import { systemClock } from '@/lib/kernel/clock'
import { askHealth } from '@/lib/providers/instance-runtime/ask-health'
import { processDriver } from '@/lib/providers/instance-runtime/process/driver'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import { createTestClient } from '@/lib/testing/contexts'
import { createInstanceModel, createInstanceRow, createInstanceSize, instanceNow } from '@/lib/testing/managed-instance'
import { endNow, workloadProcesses } from '@/lib/testing/workload-processes'
import { manageInstances } from './manager'

const folder = mkdtempSync(join(tmpdir(), 'reboot-'))

afterAll(async () => {
  for (const { pid } of workloadProcesses(await installationId())) endNow(pid)
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
})

/** A manager on a machine that was just started, and how to end it. */
async function boot(): Promise<() => Promise<void>> {
  const driver = processDriver({ installation: await installationId(), dataDir: folder })
  const stop = new AbortController()
  const running = manageInstances({ clock: systemClock, driver: async () => driver, askHealth, kinds: ['process'] }, stop.signal)
  return async () => {
    stop.abort()
    await running
    await driver.close()
  }
}

const untilStatus = (id: string, status: string) => expect.poll(async () => (await instanceNow(id)).status, { timeout: 220_000, interval: 50 }).toBe(status)

it('after the machine was started anew what is wanted running runs again, with its files, and what is not does not', async () => {
  const { clientId } = await createTestClient()
  const kind = { clientId, sizeId: await createInstanceSize({ cpuMillis: 1_000 }), modelId: await createInstanceModel() }
  const [wanted, unwanted] = [await createInstanceRow(kind), await createInstanceRow({ ...kind, desired: 'stopped' })]
  const end = await boot()
  await untilStatus(wanted, 'running')
  await untilStatus(unwanted, 'stopped')
  await end()
  const mark = await installationId()
  for (const { pid } of workloadProcesses(mark)) endNow(pid)
  const path = join(folder, 'instances', wanted, 'run.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')) as object, bootId: 'the boot before this one' }))
  const log = join(folder, 'instances', wanted, 'log')
  const before = readFileSync(log, 'utf8')
  const endAgain = await boot()
  await expect.poll(async () => platformDb.instanceEvent.count({ where: { instanceId: wanted, toStatus: 'running' } }), { timeout: 220_000 }).toBe(2)
  const { endpoint } = await instanceNow(wanted)
  expect(await askHealth(endpoint as InstanceEndpoint, 10_000)).toBe(true)
  expect(workloadProcesses(mark).filter(({ isEngine }) => isEngine).map(({ instanceId }) => instanceId)).toEqual([wanted])
  expect(readFileSync(log, 'utf8').startsWith(before)).toBe(true)
  await endAgain()
})
