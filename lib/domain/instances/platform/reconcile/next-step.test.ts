import { describe, expect, it } from 'vitest'
import { RuntimeError } from '@/lib/providers/instance-runtime/types'
import { afterRefusal, backoffMs } from './after-crash'
import { limits, type Health, type Patch, type Seen, type Step, type Wanted } from './facts'
import { nextStep } from './next-step'

const now = new Date('2026-03-01T12:00:00Z')
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000)
const endpoint = { kind: 'unix', socketPath: '/run/s' } as const
const ready: Health = { isReady: true, failures: 0 }
const silent = (failures: number): Health => ({ isReady: false, failures })

const row = (facts: Partial<Wanted> = {}): Wanted => ({
  desired: 'running', suspendedFor: null, generation: 1, restartNonce: 0, wakeAskedAt: null, lastRequestAt: null, idleSleepMinutes: null, deleteAfter: null,
  status: 'running', statusReason: null, statusSince: ago(100), observedGeneration: 1, observedNonce: 0, isolation: 'strong', endpoint, readyAt: ago(100), crashes: 0, nextTryAt: null,
  model: { isThere: true, bytes: 3_000_000 }, ...facts,
})
const seen = (facts: Partial<Seen> = {}): Seen => ({ phase: 'running', generation: 1, endpoint, exit: null, isolation: 'strong', ...facts })
const gone = (reason: 'oom' | 'crash' | 'disk_quota' | 'model' | 'killed'): Seen => seen({ phase: 'exited', endpoint: null, exit: { reason, code: 1, signal: null } })
const none = seen({ phase: 'absent', generation: null, endpoint: null })
const step = (facts: Partial<Wanted>, observed: Seen = seen(), health: Health = ready): Step => nextStep(row(facts), observed, health, now)
const notYet: Partial<Wanted> = { endpoint: null, readyAt: null }

type Case = [what: string, facts: Partial<Wanted>, observed: Seen, health: Health, act: Step['act'], before: Patch, after?: Patch]

const starting: Case[] = [
  ['a new one is made', { ...notYet, status: 'pending', observedGeneration: 0 }, none, silent(0), 'make', { status: 'provisioning', observedGeneration: 1 }, { status: 'starting' }],
  ['one cut off while it was made is made again', { ...notYet, status: 'provisioning' }, none, silent(0), 'make', { status: 'provisioning' }, { status: 'starting' }],
  ['one that was made before the manager ended is taken on', { ...notYet, status: 'provisioning' }, seen({ phase: 'starting' }), silent(1), null, { status: 'starting' }],
  ['while it loads it is waited for', { ...notYet, status: 'starting', statusSince: ago(5) }, seen({ phase: 'starting' }), silent(9), null, {}],
  ['it is routed to once it answers', { ...notYet, status: 'starting' }, seen(), ready, null, { status: 'running', endpoint, readyAt: now }],
  ['one that never answers is given up', { ...notYet, status: 'starting', statusSince: ago(181) }, seen(), silent(99), 'stop', { status: 'crash_backoff', statusReason: 'never_ready', crashes: 1 }],
  ['a large model may load longer', { ...notYet, status: 'starting', statusSince: ago(181), model: { isThere: true, bytes: 2 ** 33 } }, seen(), silent(99), null, {}],
  ['without its model none is made', { ...notYet, status: 'stopped', model: { isThere: false, bytes: 0 } }, none, silent(0), null, { status: 'failed', statusReason: 'model' }],
  ['a model that is none is not tried again', { ...notYet, status: 'starting' }, gone('model'), silent(1), null, { status: 'failed', statusReason: 'model' }],
  ['a stopped one is made again', { ...notYet, status: 'stopped' }, seen({ phase: 'stopped' }), silent(0), 'make', { status: 'provisioning' }, { status: 'starting' }],
  ['a suspension that was lifted lets it run', { ...notYet, status: 'suspended', statusReason: 'unpaid' }, seen({ phase: 'stopped' }), silent(0), 'make', { status: 'provisioning' }],
]

const running: Case[] = [
  ['nothing changes what is as wanted', {}, seen(), ready, null, {}],
  ['one answer that did not come changes nothing', {}, seen(), silent(1), null, {}],
  ['two take it out of routing', {}, seen(), silent(2), null, { status: 'unready', endpoint: null }],
  ['six end it as hung', { status: 'unready', endpoint: null }, seen(), silent(6), 'stop', { status: 'crash_backoff', statusReason: 'hung', crashes: 1 }],
  ['it comes back into routing', { status: 'unready', endpoint: null }, seen(), ready, null, { status: 'running', endpoint, readyAt: now }],
  ['a new address is written', { endpoint: { kind: 'http', url: 'http://127.0.0.1:1' } }, seen(), ready, null, { endpoint }],
  ['ten healthy minutes forget its crashes', { crashes: 4, readyAt: ago(601) }, seen(), ready, null, { crashes: 0 }],
  ['nine do not', { crashes: 4, readyAt: ago(540) }, seen(), ready, null, {}],
  ['a resized one is stopped first', { generation: 2 }, seen(), ready, 'stop', { status: 'stopping', statusReason: 'asked', endpoint: null }],
  ['so is one that is to be restarted', { restartNonce: 1 }, seen(), ready, 'stop', { status: 'stopping', endpoint: null }],
  ['and then made as it is wanted now', { ...notYet, generation: 2, restartNonce: 1, status: 'stopping', crashes: 3 }, seen({ phase: 'stopped' }), silent(0), 'make', { observedGeneration: 2, observedNonce: 1, crashes: 0 }],
  ['a workload of another generation is not let run', { observedGeneration: 1 }, seen({ generation: 7 }), ready, 'stop', { status: 'stopping' }],
  ['what a runtime does not tell is not guessed', { status: 'stopping', endpoint: null }, seen({ phase: 'unknown' }), silent(1), null, {}],
  ['while a runtime is away what answers stays in routing', {}, seen({ phase: 'unknown', endpoint: null, generation: null }), ready, null, {}],
  ['and what does not is taken out, not restarted', {}, seen({ phase: 'unknown', endpoint: null }), silent(9), null, { status: 'unready', endpoint: null }],
]

const crashing: Case[] = [
  ['out of memory has its own reason', {}, gone('oom'), silent(1), null, { status: 'crash_backoff', statusReason: 'oom', crashes: 1, nextTryAt: new Date(now.getTime() + 1000), endpoint: null }],
  ['so has a full disk', {}, gone('disk_quota'), silent(1), null, { status: 'crash_backoff', statusReason: 'disk_quota' }],
  ['each crash waits twice as long', { crashes: 4 }, gone('crash'), silent(1), null, { crashes: 5, nextTryAt: new Date(now.getTime() + 16_000) }],
  ['the tenth in a row is the last', { crashes: 9 }, gone('crash'), silent(1), null, { status: 'failed', statusReason: 'crash', nextTryAt: null }],
  ['but for one that had been healthy for long', { crashes: 9, readyAt: ago(700) }, gone('crash'), silent(1), null, { status: 'crash_backoff', crashes: 1 }],
  ['one that vanished is a crash: the machine was started anew', {}, none, silent(1), null, { status: 'crash_backoff', statusReason: 'crash' }],
  ['one that was just started may not be seen at once', { ...notYet, status: 'starting', statusSince: ago(2) }, none, silent(0), null, {}],
  ['before its time it is left alone', { ...notYet, status: 'crash_backoff', nextTryAt: new Date(now.getTime() + 500) }, gone('crash'), silent(0), null, {}],
  ['at its time it is made again', { ...notYet, status: 'crash_backoff', crashes: 3, nextTryAt: ago(0) }, gone('crash'), silent(0), 'make', { status: 'provisioning', crashes: 3 }],
  ['a restart does not wait and begins to count anew', { ...notYet, status: 'crash_backoff', crashes: 3, restartNonce: 1, nextTryAt: new Date(now.getTime() + 9e5) }, gone('crash'), silent(0), 'make', { crashes: 0 }],
  ['what still runs of a failed try ends', { ...notYet, status: 'crash_backoff', nextTryAt: new Date(now.getTime() + 9e5) }, seen(), silent(7), 'stop', {}],
  ['a failed one stays so', { ...notYet, status: 'failed', statusReason: 'oom' }, gone('oom'), silent(0), null, {}],
  ['until it is asked for anew', { ...notYet, status: 'failed', restartNonce: 1, crashes: 10 }, gone('oom'), silent(0), 'make', { status: 'provisioning', crashes: 0 }],
  ['or resized', { ...notYet, status: 'failed', generation: 2 }, gone('oom'), silent(0), 'make', { status: 'provisioning' }],
]

const resting: Case[] = [
  ['a stop ends routing, then the workload', { desired: 'stopped' }, seen(), ready, 'stop', { status: 'stopping', statusReason: 'asked', endpoint: null }, { status: 'stopped', statusReason: 'asked' }],
  ['a stopped one is left alone', { ...notYet, desired: 'stopped', status: 'stopped', statusReason: 'asked' }, seen({ phase: 'stopped' }), silent(0), null, {}],
  ['the platform beats the wish', { suspendedFor: 'unpaid' }, seen(), ready, 'stop', { status: 'stopping', statusReason: 'unpaid' }, { status: 'suspended', statusReason: 'unpaid' }],
  ['another reason is written', { ...notYet, suspendedFor: 'staff', status: 'suspended', statusReason: 'unpaid' }, none, silent(0), null, { status: 'suspended', statusReason: 'staff' }],
  ['one that crashes may be stopped', { ...notYet, desired: 'stopped', status: 'crash_backoff', crashes: 4 }, gone('crash'), silent(0), null, { status: 'stopped', crashes: 0, nextTryAt: null }],
  ['what runs though it is stopped is ended', { ...notYet, desired: 'stopped', status: 'stopped', statusReason: 'asked' }, seen(), ready, 'stop', { status: 'stopping' }],
  ['an idle one goes to sleep', { idleSleepMinutes: 5, lastRequestAt: ago(301), readyAt: ago(900) }, seen(), ready, 'stop', { status: 'stopping', statusReason: 'idle', endpoint: null }, { status: 'sleeping' }],
  ['a request keeps it awake', { idleSleepMinutes: 5, lastRequestAt: ago(299), readyAt: ago(900) }, seen(), ready, null, {}],
  ['so does having become ready', { idleSleepMinutes: 5, lastRequestAt: ago(900), readyAt: ago(10) }, seen(), ready, null, {}],
  ['one that sleeps goes on sleeping', { ...notYet, status: 'sleeping', statusReason: 'idle', wakeAskedAt: ago(200) }, seen({ phase: 'stopped' }), silent(0), null, {}],
  ['until it is woken', { ...notYet, status: 'sleeping', statusReason: 'idle', wakeAskedAt: ago(1) }, seen({ phase: 'stopped' }), silent(0), 'make', { status: 'provisioning' }],
  ['waking while it falls asleep ends the workload first', { ...notYet, status: 'stopping', statusReason: 'idle', statusSince: ago(3), wakeAskedAt: ago(1), idleSleepMinutes: 5 }, seen(), ready, 'stop', {}, {}],
  ['sleep does not beat suspension', { ...notYet, status: 'sleeping', statusReason: 'idle', suspendedFor: 'expired' }, seen({ phase: 'stopped' }), silent(0), null, { status: 'suspended', statusReason: 'expired' }],
]

const later = new Date(now.getTime() + 86_400_000)
const deleting: Case[] = [
  ['a deleted one is released at once, its files kept', { desired: 'deleted', deleteAfter: later }, seen(), ready, 'release', { status: 'deleting', endpoint: null }, { observedGeneration: 0 }],
  ['also while it is being made', { ...notYet, desired: 'deleted', deleteAfter: later, status: 'provisioning' }, none, silent(0), 'release', { status: 'deleting' }],
  ['once is enough', { ...notYet, desired: 'deleted', deleteAfter: later, status: 'deleting', observedGeneration: 0 }, none, silent(0), null, {}],
  ['unless something runs again', { ...notYet, desired: 'deleted', deleteAfter: later, status: 'deleting', observedGeneration: 0 }, seen(), ready, 'release', {}],
  ['after its time everything goes', { ...notYet, desired: 'deleted', deleteAfter: ago(0), status: 'deleting', observedGeneration: 0 }, none, silent(0), 'destroy', {}, { status: 'deleted', deletedAt: now }],
  ['deletion beats suspension', { desired: 'deleted', deleteAfter: later, suspendedFor: 'abuse' }, seen(), ready, 'release', { status: 'deleting' }],
  ['what is deleted stays so', { ...notYet, desired: 'deleted', status: 'deleted' }, none, silent(0), null, {}],
]

describe.each([['on its way up', starting], ['running', running], ['crashing', crashing], ['at rest', resting], ['deleted', deleting]] as const)('%s', (_name, cases) => {
  it.each(cases)('%s', (_what, facts, observed, health, act, before, after) => {
    const found = step(facts, observed, health)
    expect(found.act).toBe(act)
    if (Object.keys(before).length === 0) expect(found.before).toEqual({})
    else expect(found.before).toMatchObject(before)
    if (after) expect(found.after).toMatchObject(after)
  })
})

describe('refusals of the runtime', () => {
  it.each([['isolation', 'crash_backoff', 'isolation'], ['capacity', 'crash_backoff', 'capacity'], ['image', 'crash_backoff', 'driver'], ['model', 'failed', 'model'], ['unavailable', 'crash_backoff', 'driver']] as const)(
    '%s is said as such', (code, status, statusReason) => {
      expect(afterRefusal({ crashes: 2, readyAt: null }, new RuntimeError(code, 'no'), now)).toMatchObject({ status, statusReason, statusDetail: 'no' })
    })

  it('a runtime that is away is waited for without end', () => {
    expect(afterRefusal({ crashes: 50, readyAt: null }, new RuntimeError('unavailable', 'away'), now)).toMatchObject({ status: 'crash_backoff' })
    expect(afterRefusal({ crashes: 9, readyAt: null }, new Error('broken'), now)).toMatchObject({ status: 'failed' })
  })

  it('waits grow to five minutes and no further', () => {
    expect([1, 2, 5, 9, 40].map(backoffMs)).toEqual([1_000, 2_000, 16_000, 256_000, limits.longestBackoffMs])
  })
})
