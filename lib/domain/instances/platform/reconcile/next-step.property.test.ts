import fc from 'fast-check'
import { expect, it } from 'vitest'
import { afterRefusal } from './after-crash'
import type { Act, Patch, Seen, Wanted } from './facts'
import { nextStep } from './next-step'

const endpoint = { kind: 'unix', socketPath: '/run/s' } as const
type Fault = 'none' | 'killed before' | 'killed after' | 'refused' | 'engine killed' | 'not told'
type Move = { wish: 'none' | 'start' | 'stop' | 'restart' | 'resize' | 'suspend' | 'resume' | 'wake' | 'idle' | 'delete'; fault: Fault }

/** One instance and its machine in memory; the manager may be cut off at each point of a pass, and begins again from the row and what runs. */
class World {
  now = new Date('2026-03-01T12:00:00Z')
  row: Wanted = {
    desired: 'running', suspendedFor: null, generation: 1, restartNonce: 0, wakeAskedAt: null, lastRequestAt: null, idleSleepMinutes: 30, deleteAfter: null, status: 'pending', statusReason: null,
    statusSince: this.now, observedGeneration: 0, observedNonce: 0, isolation: null, endpoint: null, readyAt: null, crashes: 0, nextTryAt: null, model: { isThere: true, bytes: 1 },
  }
  phase: Seen['phase'] = 'absent'
  generation: number | null = null
  exit: Seen['exit'] = null
  readyFrom = 0
  failures = 0
  hasFiles = false
  readonly wrong: string[] = []

  private seen(): Seen {
    return { phase: this.phase, generation: this.generation, endpoint: this.phase === 'running' ? endpoint : null, exit: this.exit, isolation: 'strong' }
  }

  private write(patch: Patch): void {
    const isMove = patch.status !== undefined && patch.status !== this.row.status
    Object.assign(this.row, patch, isMove ? { statusSince: this.now } : {})
    if (this.row.endpoint !== null && this.row.status !== 'running') this.wrong.push(`routed to while ${this.row.status}`)
  }

  private perform(act: Act): void {
    if (act === 'make') {
      if (this.phase === 'running') this.wrong.push('made while it runs')
      Object.assign(this, { phase: 'running', generation: this.row.generation, exit: null, readyFrom: this.now.getTime() + 700, hasFiles: true })
    } else if (act === 'stop') Object.assign(this, { phase: this.phase === 'absent' ? 'absent' : 'stopped', exit: null })
    else Object.assign(this, { phase: 'absent', generation: null, exit: null, hasFiles: act === 'release' && this.hasFiles })
  }

  pass(fault: Fault): void {
    const seen: Seen = fault === 'not told' ? { ...this.seen(), phase: 'unknown', endpoint: null, generation: null } : this.seen()
    const isReady = this.phase === 'running' && this.now.getTime() >= this.readyFrom
    this.failures = isReady ? 0 : this.failures + 1
    const step = nextStep({ ...this.row }, seen, { isReady, failures: this.failures }, this.now)
    if (fault === 'not told' && step.act && step.act !== 'destroy' && step.act !== 'release') this.wrong.push(`${step.act} of what is not known`)
    this.write(step.before)
    if (fault === 'killed before') return
    if (step.act) {
      if (fault === 'refused') {
        if (step.act === 'make') this.write(afterRefusal(this.row, new Error('no'), this.now))
      } else {
        this.perform(step.act)
        if (fault !== 'killed after') this.write(step.after)
      }
    }
    if (fault === 'engine killed' && this.phase === 'running') Object.assign(this, { phase: 'exited', exit: { reason: 'killed', code: null, signal: 'SIGKILL' } })
    this.now = new Date(this.now.getTime() + Math.min(Math.max(step.againMs ?? 10_000, 20), 10_000))
  }

  wish(wish: Move['wish']): void {
    const { row } = this
    if (row.desired === 'deleted') return
    if (wish === 'start') Object.assign(row, { desired: 'running', restartNonce: row.restartNonce + 1 })
    if (wish === 'stop') row.desired = 'stopped'
    if (wish === 'restart') row.restartNonce += 1
    if (wish === 'resize') row.generation += 1
    if (wish === 'suspend') row.suspendedFor = 'unpaid'
    if (wish === 'resume') row.suspendedFor = null
    if (wish === 'wake') row.wakeAskedAt = this.now
    if (wish === 'idle' && row.readyAt) Object.assign(row, { readyAt: new Date(0), lastRequestAt: null, wakeAskedAt: null })
    if (wish === 'delete') Object.assign(row, { desired: 'deleted', deleteAfter: new Date(this.now.getTime() + 3_600_000) })
  }
}

const move: fc.Arbitrary<Move> = fc.record({
  wish: fc.oneof({ weight: 12, arbitrary: fc.constant('none' as const) }, { weight: 8, arbitrary: fc.constantFrom('start', 'stop', 'restart', 'resize', 'suspend', 'resume', 'wake', 'idle') }, { weight: 1, arbitrary: fc.constant('delete' as const) }),
  fault: fc.oneof({ weight: 6, arbitrary: fc.constant('none' as const) }, { weight: 4, arbitrary: fc.constantFrom<Fault>('killed before', 'killed after', 'refused', 'engine killed', 'not told') }),
})

it('whatever is wished and wherever the manager is cut off, it comes to what is wanted, routes to nothing that is not there and starts nothing twice', () => {
  fc.assert(fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
    const world = new World()
    for (const { wish, fault } of moves) {
      world.wish(wish)
      world.pass(fault)
    }
    world.wish('start')
    world.wish('wake')
    for (let i = 0; i < 40; i++) world.pass('none')
    const { row, phase, wrong } = world
    expect(wrong).toEqual([])
    if (row.desired === 'deleted') {
      expect([row.status, phase]).toEqual(['deleting', 'absent'])
      world.now = new Date(world.now.getTime() + 3_600_000)
      for (let i = 0; i < 3; i++) world.pass('none')
      expect([world.row.status, world.hasFiles]).toEqual(['deleted', false])
    } else if (row.suspendedFor) expect([row.status, phase === 'running', row.endpoint]).toEqual(['suspended', false, null])
    else expect([row.status, phase, row.endpoint, row.observedGeneration, world.generation]).toEqual(['running', 'running', endpoint, row.generation, row.generation])
  }), { numRuns: 2_000 })
})
