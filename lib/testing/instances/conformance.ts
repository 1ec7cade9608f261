import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Enforced, HostReport, InstanceDriver, InstanceSpec } from '@/lib/providers/instance-runtime/types'
import { callEndpoint, Guest, type Call } from './calls'
import { lifeTests } from './life'
import { limitTests } from './limits'

export type Claim = keyof Enforced

/** What the suite must know of a driver. */
export type ConformanceFacts = {
  /** A driver as production builds one; each call makes a new object over the same instances, as a restart of the manager does. `hostile`: with lib/testing/hostile-engine in the house model's place. */
  driver: (workload: 'house' | 'hostile') => Promise<InstanceDriver>
  /** What is still on the machine of an instance: processes, mounts, devices, groups, containers, files; in words. */
  leftovers: (id: string) => Promise<string[]>
  /** What this driver does not hold an instance to here, and why. It must say the same of itself. */
  cannot: Partial<Record<Claim, string>>
  /** Paths of this machine that no instance may read: files and sockets of the other one. */
  foreignPaths: (otherId: string) => string[]
  /** Where an instance's volume is for its engine. */
  volumeInside: string
  call?: Call
  spec?: Partial<InstanceSpec>
}

/** What the parts of the suite work with. */
export type Stand = {
  facts: ConformanceFacts
  guest: (workload: 'house' | 'hostile', name: string, change?: Partial<InstanceSpec>) => Promise<Guest>
  another: (workload: 'house' | 'hostile') => Promise<InstanceDriver>
  report: () => HostReport
}

export const MIB = 1 << 20

/** Declares the tests that every driver must pass. What it cannot enforce is printed by name, and must be what it says of itself. */
export function conformance(name: string, facts: ConformanceFacts): void {
  describe(name, () => {
    const made: InstanceDriver[] = []
    const guests: Guest[] = []
    let report: HostReport | undefined
    let ended = 0
    const run = Math.random().toString(36).slice(2, 8)

    const another: Stand['another'] = async (workload) => {
      const driver = await facts.driver(workload)
      made.push(driver)
      return driver
    }
    const drivers: Partial<Record<'house' | 'hostile', Promise<InstanceDriver>>> = {}
    const stand: Stand = {
      facts, another,
      report: () => report ?? (() => { throw new Error('the driver was not asked yet') })(),
      guest: async (workload, guestName, change = {}) => {
        const driver = await (drivers[workload] ??= another(workload))
        const spec: InstanceSpec = {
          id: `ins_${run}${guestName}`, clientId: `cli_${guestName}`, generation: 1, engine: 'house', model: { name: 'house-mini', isUpload: false },
          resources: { memoryBytes: 256 * MIB, cpuMillis: 500, pids: 64, storageBytes: 48 * MIB }, slots: 2, contextTokens: 512, secret: `secret-${guestName}`, minIsolation: 'process-only', ...facts.spec, ...change,
        }
        const guest = new Guest(driver, spec, facts.call ?? callEndpoint)
        guests.push(guest)
        return guest
      },
    }

    beforeAll(async () => {
      report = await (await another('house')).inspect()
      process.stdout.write(`instances: ${name}: level ${report.isolation}\n`)
      for (const [claim, why] of Object.entries(facts.cannot)) process.stdout.write(`instances: not run: ${name}: ${claim}: ${why}\n`)
    })
    // A small machine has no room for all of them at once.
    afterEach(async () => {
      const begun = guests.slice(ended)
      ended = guests.length
      for (const { driver, spec } of begun) await driver.stop(spec.id, { graceMs: 0 })
    })
    afterAll(async () => {
      for (const guest of guests) await guest.gone()
      for (const driver of made) await driver.close()
    })

    it('says of itself what it can hold an instance to', () => {
      const weak = Object.entries(stand.report().enforced).filter(([, how]) => how === 'none').map(([claim]) => claim).sort()
      expect(weak).toEqual(Object.keys(facts.cannot).sort())
      if (stand.report().isolation !== 'strong') expect(stand.report().notes).not.toEqual([])
      expect(stand.report().capacity.memoryBytes).toBeGreaterThan(0)
    })

    lifeTests(stand)
    limitTests(stand)

    it('leaves nothing of any instance behind', async () => {
      for (const guest of guests) {
        await guest.gone()
        // A second time: what is not there is removed already.
        await guest.gone()
        expect((await guest.observe()).phase).toBe('absent')
        expect(await facts.leftovers(guest.spec.id)).toEqual([])
      }
      const listed = (await (await stand.another('house')).list()).map(({ id }) => id)
      expect(guests.filter(({ spec }) => listed.includes(spec.id))).toEqual([])
    })
  })
}
