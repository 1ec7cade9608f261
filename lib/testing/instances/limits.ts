import { createServer } from 'node:net'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import type { AddressInfo } from 'node:net'
import { eventually, type Guest } from './calls'
import { MIB, type Claim, type Stand } from './conformance'

/** What an instance is held to, tried from inside by a program that wants more. */
export function limitTests(stand: Stand): void {
  const { facts } = stand
  const inVolume = (name: string) => `${facts.volumeInside}/${name}`
  /** Declared only where the driver says that it holds this; what it cannot is printed by the suite. */
  const held = (claim: Claim, name: string, test: () => Promise<void>) => {
    if (facts.cannot[claim] === undefined) it(name, test)
  }
  const isWell = async (guest: Guest) => expect((await guest.get('/health')).status).toBe(200)

  held('memory', 'ends one that takes more memory than it has, says so, and harms no other', async () => {
    const other = await (await stand.guest('hostile', 'calm')).up()
    const guest = await (await stand.guest('hostile', 'greedy')).up()
    await guest.tries('allocate', { bytes: 3 * guest.spec.resources.memoryBytes })
    expect((await guest.ended()).exit).toMatchObject({ reason: 'oom' })
    await isWell(other)
    await guest.up()
    await isWell(guest)
    await Promise.all([guest.gone(), other.gone()])
  })

  held('cpu', 'gives it no more of the processor than its share', async () => {
    const guest = await (await stand.guest('hostile', 'busy')).up()
    const { cpuMicros, wallMicros } = await guest.does<{ cpuMicros: number; wallMicros: number }>('spin', { ms: 3000 })
    const share = guest.spec.resources.cpuMillis / 1000
    expect(cpuMicros / wallMicros).toBeLessThan(share * 1.2)
    await guest.gone()
  })

  held('pids', 'lets it have no more processes than it may', async () => {
    const guest = await stand.guest('hostile', 'many')
    const few = guest.with({ resources: { ...guest.spec.resources, memoryBytes: 1024 * MIB, cpuMillis: 1000 } })
    await few.up()
    // Node takes several threads a process: fewer than the limit fit.
    const { started, failed } = await few.does<{ started: number; failed: string[] }>('spawn', { count: few.spec.resources.pids })
    expect(failed).toContain('EAGAIN')
    expect(started).toBeLessThan(few.spec.resources.pids)
    await few.gone()
  })

  held('pids', 'survives a fork bomb and removes all of it', async () => {
    const other = await (await stand.guest('hostile', 'beside')).up()
    const guest = await (await stand.guest('hostile', 'bomb')).up()
    await guest.tries('bomb')
    await eventually(async () => (await guest.driver.stats(guest.spec.id))?.pids ?? 0, (pids) => pids > guest.spec.resources.pids / 2 || pids === 0)
    await isWell(other)
    await guest.driver.stop(guest.spec.id, { graceMs: 500 })
    expect((await guest.driver.stats(guest.spec.id))?.pids ?? 0).toBe(0)
    await Promise.all([guest.gone(), other.gone()])
    expect(await facts.leftovers(guest.spec.id)).toEqual([])
  })

  held('storage', 'lets it store no more than its volume holds', async () => {
    const guest = await (await stand.guest('hostile', 'full')).up()
    const { storageBytes } = guest.spec.resources
    const filled = await guest.tries('fill', { path: inVolume('x'), bytes: 2 * storageBytes })
    if (stand.report().enforced.storage === 'watched') {
      expect((await guest.ended()).exit).toMatchObject({ reason: 'disk_quota' })
    } else {
      expect(filled).toMatchObject({ code: 'ENOSPC' })
      expect(Number(filled?.written)).toBeLessThanOrEqual(storageBytes)
      await isWell(guest)
      expect((await guest.driver.stats(guest.spec.id))?.storageBytes).toBeGreaterThan(storageBytes / 2)
    }
    await guest.gone()
  })

  held('network', 'reaches no network, not even this machine', async () => {
    const server = createServer((socket) => socket.end())
    server.listen(0, '0.0.0.0')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const guest = await (await stand.guest('hostile', 'alone')).up()
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address)
    for (const host of new Set([...own, '127.0.0.1', '172.17.0.1', '10.0.2.2', '1.1.1.1'])) {
      const { code } = await guest.does<{ code: string }>('connect', { target: { host, port: host === '1.1.1.1' ? 53 : port } })
      expect([host, code]).not.toEqual([host, 'connected'])
    }
    server.close()
    await guest.gone()
  })

  held('files', 'sees nothing of others: no files, no sockets, no processes', async () => {
    const other = await (await stand.guest('hostile', 'private')).up()
    await other.does('write', { path: inVolume('secret.txt'), text: 'private' })
    const guest = await (await stand.guest('hostile', 'curious')).up()
    for (const path of ['/etc/shadow', ...facts.foreignPaths(other.spec.id)]) {
      expect([path, await guest.does('read', { path })]).toEqual([path, { code: expect.stringMatching(/^E(NOENT|ACCES|PERM)$/) as string }])
      expect([path, await guest.does('connect', { target: { path } })]).toEqual([path, { code: expect.stringMatching(/^E(NOENT|ACCES|CONNREFUSED)$/) as string }])
    }
    const { value: processes } = await guest.does<{ value: string[] }>('list', { path: '/proc' })
    const pids = processes.filter((name) => /^\d+$/.test(name)).map(Number)
    expect(pids.length).toBeLessThan(8)
    for (const path of ['/usr/x', '/x', '/etc/x']) expect(await guest.does('write', { path, text: 'x' })).toMatchObject({ code: expect.stringMatching(/^E(ROFS|ACCES|NOENT|PERM)$/) as string })
    await Promise.all([guest.gone(), other.gone()])
  })

  held('syscalls', 'has no rights and may ask the kernel for little', async () => {
    const guest = await (await stand.guest('hostile', 'meek')).up()
    const { value } = await guest.does<{ value: string }>('read', { path: '/proc/self/status' })
    expect(value).toMatch(/^CapEff:\s+0+$/m)
    expect(value).toMatch(/^CapBnd:\s+0+$/m)
    expect(value).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(value).toMatch(/^Seccomp:\s+2$/m)
    expect(value).not.toMatch(/^Uid:\s+0\b/m)
    await guest.gone()
  })
}
