import { expect, it } from 'vitest'
import { endOf } from './exits'
import type { Run } from './state'

const run: Run = { generation: 1, bootId: 'b', startedAt: '2026-01-01T00:00:00Z', isolation: 'strong', supervisor: null, isStopAsked: false, verdict: null, memoryBytes: 1, storageBytes: 1, end: null }
const end = (facts: { code: number | null; oomKills?: number; lastWords?: string }, change: Partial<Run> = {}) =>
  endOf({ run: { ...run, ...change }, code: facts.code, oomKills: facts.oomKills ?? 0, lastWords: facts.lastWords ?? '' })

it('tells why a run ended', () => {
  expect(end({ code: 0 })).toEqual({ reason: 'completed', code: 0, signal: null })
  expect(end({ code: 3 })).toEqual({ reason: 'crash', code: 3, signal: null })
  expect(end({ code: 65 })).toEqual({ reason: 'model', code: 65, signal: null })
  expect(end({ code: 139 })).toEqual({ reason: 'crash', code: null, signal: 'SIGSEGV' })
  expect(end({ code: 137 })).toEqual({ reason: 'killed', code: null, signal: 'SIGKILL' })
  expect(end({ code: null })).toEqual({ reason: 'killed', code: null, signal: null })
})

it('takes the kernel\'s count of killings for lack of memory over the exit code', () => {
  expect(end({ code: 137, oomKills: 1 }).reason).toBe('oom')
  expect(end({ code: 1, oomKills: 1 }).reason).toBe('oom')
})

it('knows memory and storage that were refused by what was said last', () => {
  expect(end({ code: 134, lastWords: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory' }).reason).toBe('oom')
  expect(end({ code: 1, lastWords: 'Error: ENOSPC: no space left on device, write' }).reason).toBe('disk_quota')
  expect(end({ code: 153 }).reason).toBe('disk_quota')
})

it('says what the driver itself ended it for, and calls a stop that was asked for no failure', () => {
  expect(end({ code: 137 }, { verdict: 'disk_quota' }).reason).toBe('disk_quota')
  expect(end({ code: 137, oomKills: 1 }, { isStopAsked: true }).reason).toBe('killed')
  expect(end({ code: 0 }, { isStopAsked: true }).reason).toBe('completed')
})
