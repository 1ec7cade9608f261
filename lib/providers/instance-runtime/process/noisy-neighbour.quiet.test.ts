import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { figure } from '@/lib/testing/figure'
import { callEndpoint, Guest } from '@/lib/testing/instances/calls'
import type { InstanceSpec } from '../types'
import { processDriver } from './driver'

const mib = 2 ** 20
const dataDir = mkdtempSync(join(tmpdir(), 'noisy-'))
chmodSync(dataDir, 0o755)
const installation = `noisy${process.pid}`
const driverOf = (folder: string) => processDriver({ installation, dataDir, houseModel: join(process.cwd(), folder) })

const specOf = (resources: Partial<InstanceSpec['resources']>): InstanceSpec => ({
  id: newId('ins'), clientId: 'cli_noisy', generation: 1, engine: 'house', slots: 2, contextTokens: 512, secret: 'secret', minIsolation: 'process-only',
  model: { name: 'house-mini', path: join(process.cwd(), 'house-model', 'weights', 'house-mini.gguf'), isUpload: false },
  resources: { memoryBytes: 384 * mib, cpuMillis: 800, pids: 64, storageBytes: 64 * mib, ...resources },
})

const guests: Guest[] = []
const guest = (folder: string, resources: Partial<InstanceSpec['resources']> = {}): Guest => {
  const made = new Guest(driverOf(folder), specOf(resources), callEndpoint)
  guests.push(made)
  return made
}

afterAll(async () => {
  await Promise.all(guests.map((one) => one.gone()))
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
})

/** The 99th of a hundred answers' times, in milliseconds. */
async function p99(victim: Guest): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 100; i++) {
    const from = performance.now()
    const { status } = await victim.post('/v1/chat/completions', { model: 'house-mini', messages: [{ role: 'user', content: 'Say a few words.' }], max_tokens: 12 })
    expect(status).toBe(200)
    times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)[98] ?? 0
}

/** What the neighbour does with all it may have, again and again; one that was ended for it is started again, as the manager would. */
const deeds = {
  processor: (one: Guest) => one.tries('spin', { ms: 2_000 }),
  memory: (one: Guest) => one.tries('allocate', { bytes: 256 * mib }),
  disk: (one: Guest) => one.tries('fill', { path: '/data/x', bytes: 128 * mib }),
  processes: (one: Guest) => one.tries('bomb'),
}

async function beside(deed: (one: Guest) => Promise<unknown>, work: () => Promise<number>): Promise<number> {
  let isOver = false
  const noisy = await guest('lib/testing/hostile-engine', { memoryBytes: 128 * mib, cpuMillis: 500 }).up()
  const noise = (async () => {
    while (!isOver) {
      await deed(noisy)
      if ((await noisy.observe()).phase === 'exited') await noisy.driver.start(noisy.spec)
    }
  })()
  try {
    return await work()
  } finally {
    isOver = true
    await noisy.driver.stop(noisy.spec.id, { graceMs: 100 })
    await noise.catch(() => undefined)
    await noisy.gone()
  }
}

const [fewestRounds, mostRounds] = [5, 25]

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

it.each(Object.entries(deeds))('a neighbour that takes all the %s it can get at most doubles the time that 99 of 100 answers take', async (name, deed) => {
  const victim = await guest('house-model').up()
  const { enforced } = await victim.driver.inspect()
  if (enforced.cpu !== 'enforced') return figure(`neighbour (${name})`, 'not measured: this user cannot limit the processor')
  // In turns, so that whatever else the machine does falls on both; while the middle of all rounds is too high there are more of them.
  const [alone, noisy]: [number[], number[]] = [[], []]
  const ratio = () => middle(noisy) / middle(alone)
  while (alone.length < fewestRounds || (ratio() > 2 && alone.length < mostRounds)) {
    alone.push(await p99(victim))
    noisy.push(await beside(deed, () => p99(victim)))
  }
  figure(`neighbour (${name}): p99 alone, beside it, in ms, the middle of ${alone.length} rounds each`, `${middle(alone).toFixed(1)}, ${middle(noisy).toFixed(1)}`)
  await victim.gone()
  expect(ratio()).toBeLessThanOrEqual(2)
})
