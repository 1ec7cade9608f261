import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '@/lib/log'
import type { DriverKind } from '@/lib/providers/instance-runtime/types'
import { hearWishes } from './heard-wishes'
import { readHost, writeHost, type Figures } from './host-report'
import { inTime } from './in-time'
import type { InstanceRow } from './instance-row'
import { Passes, type PassTools } from './one-pass'
import { sweepOrphans } from './orphans'
import { Samples } from './samples'
import { noteSeen, readInstance, readLiving } from './store'
import { Turns } from './turns'

export type ManagerTools = PassTools & { kinds: readonly DriverKind[]; turnEveryMs?: number; hostEveryMs?: number; endPatienceMs?: number }

const inspectPatienceMs = 60_000

/**
 * Looks after all instances until the signal: at each whose wish changed at once, at all every ten seconds. Keeps nothing that the next
 * one would need: whoever takes over reads the rows and looks at what runs.
 */
export async function manageInstances(tools: ManagerTools, signal: AbortSignal): Promise<void> {
  const counted = new Map<DriverKind, Figures>()
  const figuresOf = (kind: DriverKind): Figures => {
    const figures = counted.get(kind) ?? { passes: 0, passSeconds: 0, starts: 0, orphansEnded: 0 }
    counted.set(kind, figures)
    return figures
  }
  const passes = new Passes(tools, (kind) => { figuresOf(kind).starts += 1 })
  const turns = new Turns(async (id) => {
    const from = performance.now()
    const row = await readInstance(id)
    const againMs = row && row.status !== 'deleted' && !signal.aborted ? await passes.one(row) : null
    if (row) {
      const figures = figuresOf(row.driver)
      figures.passes += 1
      figures.passSeconds += (performance.now() - from) / 1000
    }
    return againMs
  })
  const samples = new Samples(tools.driver)
  const askAll = async (): Promise<InstanceRow[]> => {
    const rows = await readLiving()
    for (const { id } of rows) turns.ask(id)
    return rows
  }
  const allInTurn = async (): Promise<void> => {
    const rows = await askAll()
    const now = tools.clock.now()
    const ids = new Set(rows.map(({ id }) => id))
    passes.forget((id) => ids.has(id))
    await noteSeen([...ids], now)
    await samples.take(rows, now)
  }
  await Promise.all([
    hearWishes(signal, (id) => turns.ask(id), () => void askAll().catch(complain)),
    every(tools.turnEveryMs ?? 10_000, signal, 'instances could not be looked after', allInTurn),
    ...tools.kinds.map((kind) => every(tools.hostEveryMs ?? 60_000, signal, 'a machine could not be looked at', () => lookAtHost(tools, kind, figuresOf(kind)))),
  ])
  await turns.end(tools.endPatienceMs ?? 8_000)
}

const complain = (error: unknown): void => log.error({ err: error }, 'instances could not be looked after')

/** The machine's state and what is on it that nobody wants; one that cannot be seen keeps its last report, which grows old. */
async function lookAtHost({ driver, clock }: ManagerTools, kind: DriverKind, figures: Figures): Promise<void> {
  const found = await driver(kind)
  if (!found) return
  const report = await inTime('inspect', inspectPatienceMs, found.inspect())
  const { orphans: before, removals } = await readHost(report)
  const { orphans, ended } = await sweepOrphans(found, before, removals, clock.now()).catch((error: unknown) => {
    log.warn({ driver: kind, err: error }, 'what a machine holds could not be listed')
    return { orphans: before, ended: [] as string[] }
  })
  figures.orphansEnded += ended.length
  const gone = removals.filter((ref) => !orphans.some((one) => one.ref === ref))
  await writeHost(report, { orphans, done: gone, figures, now: clock.now() })
}

/** `work` again and again, `ms` after each began; one that fails is tried again in its turn. */
async function every(ms: number, signal: AbortSignal, complaint: string, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const from = performance.now()
    await work().catch((error: unknown) => log.error({ err: error }, complaint))
    await sleep(Math.max(0, ms - (performance.now() - from)), undefined, { signal }).catch(() => undefined)
  }
}
