import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { cgroupMounts, v2Tree } from './cgroup'

const base = mkdtempSync(join(tmpdir(), 'matrix-cgroup-'))
afterEach(() => rmSync(base, { recursive: true, force: true }))

it('finds where cgroups are mounted, the old kind and the new', () => {
  const { v1, v2 } = cgroupMounts([
    '30 24 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
    '31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct',
    '32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate',
    '33 24 0:29 / /tmp rw - tmpfs tmpfs rw',
  ].join('\n'))
  expect(v1.get('memory')).toBe('/sys/fs/cgroup/memory')
  expect([v1.get('cpu'), v1.get('cpuacct')]).toEqual(['/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/cpu,cpuacct'])
  expect(v2).toBe('/sys/fs/cgroup/unified')
})

it('limits a group of the unified tree and reads its figures', async () => {
  mkdirSync(join(base, 'matrix-x', 'ins_1'), { recursive: true })
  writeFileSync(join(base, 'cgroup.subtree_control'), 'cpu\n')
  writeFileSync(join(base, 'matrix-x', 'cgroup.subtree_control'), 'cpu memory pids\n')
  const group = v2Tree(base, 'matrix-x').group('ins_1')
  await group.make({ memoryBytes: 256 << 20, cpuMillis: 1500, pids: 64 })
  const written = (name: string) => readFileSync(join(base, 'matrix-x', 'ins_1', name), 'utf8')
  expect(readFileSync(join(base, 'cgroup.subtree_control'), 'utf8')).toBe('+memory +pids')
  expect([written('memory.max'), written('memory.swap.max'), written('memory.oom.group'), written('cpu.max'), written('pids.max')]).toEqual(['268435456', '0', '1', '150000 100000', '64'])
  const say = (name: string, text: string) => writeFileSync(join(base, 'matrix-x', 'ins_1', name), text)
  say('cgroup.procs', `${process.pid}\n`)
  say('memory.current', '9000\n')
  say('memory.stat', 'anon 1\ninactive_file 1000\n')
  say('cpu.stat', 'usage_usec 12345\nuser_usec 1\n')
  say('pids.current', '7\n')
  say('memory.events', 'oom 2\noom_kill 1\noom_group_kill 1\n')
  expect(await group.usage()).toEqual({ cpuMicros: 12345, memoryBytes: 8000, pids: 7, oomKills: 1 })
  expect(group.members()).toEqual([process.pid])
})
