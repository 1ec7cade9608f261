/**
 * The billing run over N due subscriptions with usage, on a durable database of its own: invoices a second, memory, and how the time
 * grows with N. Fails only when an invoice is missing, doubled or out of sequence, never for speed.
 *
 *   DATABASE_URL  a migrated database    --n=2000,10000    how many subscriptions (one run each)    --workers=2
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closePool, pool } from '@/lib/db/pool'
import { runClients } from '@/lib/domain/billing'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { manyDue, sellPlans } from '@/lib/testing/many-due'

const option = (name: string, otherwise: string): string => new RegExp(`--${name}=([\\d,]+)`).exec(process.argv.join(' '))?.[1] ?? otherwise
const endsAt = new Date('2026-03-01T00:00:00Z')
const isWorker = process.argv.includes('--worker')

async function work(): Promise<void> {
  const totals = await runClients({
    actor: { kind: 'system', job: 'bench' }, clock: new FixedClock(endsAt), requestId: newId('req'), locale: 'en',
    providers: { mail: { id: 'local', send: async () => undefined }, payments: {}, chains: [] },
  }, { worker: `bench ${process.pid}` })
  process.send?.({ ...totals, memoryMb: Math.round(process.memoryUsage().rss / 1_048_576) })
  await closePool()
  process.disconnect?.()
}

type Report = { invoices: number; memoryMb: number }

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

async function main(): Promise<void> {
  const [sizes, workers] = [option('n', '2000').split(',').map(Number), Number(option('workers', '2'))]
  await sellPlans(endsAt)
  let all = 0
  for (const [round, n] of sizes.entries()) {
    await manyDue(n, endsAt, `B${round}`)
    const began = performance.now()
    const reports = await Promise.all(Array.from({ length: workers }, startWorker))
    const seconds = (performance.now() - began) / 1_000
    all += n
    await assertExact(all)
    const figures = { subscriptions: n, workers, invoices: reports.reduce((sum, { invoices }) => sum + invoices, 0), seconds: Number(seconds.toFixed(1)), invoicesPerSecond: Math.round(n / seconds), memoryMb: Math.max(...reports.map(({ memoryMb }) => memoryMb)) }
    console.log(`figure: ${JSON.stringify(figures)}`)
  }
  await closePool()
}

await (isWorker ? work() : main())
