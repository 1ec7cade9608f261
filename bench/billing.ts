/**
 * The billing run over N due subscriptions with usage, on a durable database of its own: invoices a second, memory, and how the time
 * grows with N. Fails only when an invoice is missing, doubled or out of sequence, never for speed.
 *
 *   DATABASE_URL  a migrated database    --n=2000,10000    how many subscriptions (one run each)    --workers=2
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { closePool, pool } from '@/lib/db/pool'
import { runClients } from '@/lib/domain/billing'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { manyDue, sellPlans } from '@/lib/testing/many-due'
import { serverPid } from './books'
import { familyCpuMs } from './process-cost'

const option = (name: string, otherwise: string): string => new RegExp(`--${name}=([\\d,]+)`).exec(process.argv.join(' '))?.[1] ?? otherwise
const endsAt = new Date('2026-03-01T00:00:00Z')
const isWorker = process.argv.includes('--worker')

const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576)

/** How much memory this process holds, from now on: early, and at its most. A second passes first, in which the program is loaded and compiled. */
function watchMemory(): () => Pick<Report, 'earlyMb' | 'memoryMb'> {
  const seen: number[] = []
  const timer = setInterval(() => seen.push(process.memoryUsage().rss), 1_000)
  return () => {
    clearInterval(timer)
    return { earlyMb: megabytes(seen[1] ?? process.memoryUsage().rss), memoryMb: megabytes(Math.max(process.memoryUsage().rss, ...seen)) }
  }
}

async function work(): Promise<void> {
  const memory = watchMemory()
  const totals = await runClients({
    actor: { kind: 'system', job: 'bench' }, clock: new FixedClock(endsAt), requestId: newId('req'), locale: 'en',
    providers: { mail: { id: 'local', send: async () => undefined }, payments: {}, chains: [], rates: [] },
  }, { worker: `bench ${process.pid}` })
  const { user, system } = process.cpuUsage()
  process.send?.({ invoices: totals.invoices, cpuMs: (user + system) / 1_000, ...memory() } satisfies Report)
  await closePool()
  process.disconnect?.()
}

type Report = { invoices: number; cpuMs: number; earlyMb: number; memoryMb: number }

async function startWorker(): Promise<Report> {
  const child = fork(process.argv[1] ?? '', ['--worker'], { env: process.env })
  const [report] = (await once(child, 'message')) as [Report]
  await once(child, 'exit')
  return report
}

/** Every subscription has one invoice of the period, and the numbers run on without a gap. */
async function assertExact(expected: number): Promise<void> {
  const { rows: [row] } = await pool().query<{ invoices: string; subscriptions: string; gaps: string }>(`
    SELECT count(*) AS invoices, count(DISTINCT "subscriptionId") AS subscriptions,
      max(split_part("number", '-', 3)::int) - min(split_part("number", '-', 3)::int) + 1 - count(*) AS gaps
    FROM "Invoice" WHERE "reason" = 'subscription_cycle' AND "documentStatus" = 'open'`)
  if (Number(row?.invoices) !== expected || Number(row?.subscriptions) !== expected || Number(row?.gaps) !== 0) throw new Error(`expected ${expected} invoices: ${JSON.stringify(row)}`)
}

/** Runs all that is due and says what it took. */
async function measure(subscriptions: number, workers: number, server: number): Promise<object> {
  const [began, serverMs] = [performance.now(), familyCpuMs(server)]
  const reports = await Promise.all(Array.from({ length: workers }, startWorker))
  const seconds = (performance.now() - began) / 1_000
  const sum = (key: 'invoices' | 'cpuMs'): number => reports.reduce((total, report) => total + report[key], 0)
  const most = (key: 'earlyMb' | 'memoryMb'): number => Math.max(...reports.map((report) => report[key]))
  const each = (ms: number): number => Number((ms / subscriptions).toFixed(2))
  return {
    subscriptions, workers, invoices: sum('invoices'), seconds: Number(seconds.toFixed(1)), invoicesPerSecond: Math.round(subscriptions / seconds),
    workerCpuMsEach: each(sum('cpuMs')), databaseCpuMsEach: each(familyCpuMs(server) - serverMs), earlyMemoryMb: most('earlyMb'), mostMemoryMb: most('memoryMb'),
  }
}

async function main(): Promise<void> {
  const [sizes, workers] = [option('n', '2000').split(',').map(Number), Number(option('workers', '2'))]
  const server = await serverPid(process.env.DATABASE_URL ?? '')
  await sellPlans(endsAt)
  let all = 0
  for (const [round, n] of sizes.entries()) {
    await manyDue(n, endsAt, `B${round}`)
    const load = loadavg()[0] ?? 0
    const figures = await measure(n, workers, server)
    all += n
    await assertExact(all)
    console.log(`figure: ${JSON.stringify({ ...figures, cores: availableParallelism(), loadBefore: Number(load.toFixed(1)), node: process.version })}`)
  }
  await closePool()
}

await (isWorker ? work() : main())
