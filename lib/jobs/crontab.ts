import { parseCronItems, type CronItem } from 'graphile-worker'
import type { tasks } from './tasks'

type Line = { task: keyof typeof tasks; match: string; options?: CronItem['options'] }

/** One run at a time of each: a slow sweep is not overtaken by the next one. */
const lines: readonly Line[] = [
  { task: 'sweep_outbox', match: '* * * * *' },
  { task: 'sweep_holds', match: '* * * * *' },
  { task: 'settle_payments', match: '* * * * *' },
  { task: 'refresh_rates', match: '* * * * *' },
  { task: 'invoice_usage', match: '*/5 * * * *' },
  { task: 'billing_run', match: '* * * * *' },
  { task: 'charge_instances', match: '*/5 * * * *' },
  { task: 'follow_chains', match: '* * * * *' },
  { task: 'move_subscribers', match: '* * * * *' },
  { task: 'watch_wallets', match: '* * * * *' },
  { task: 'watch_instances', match: '* * * * *' },
  { task: 'seal_ledger', match: '*/5 * * * *' },
  { task: 'reconcile_ledger', match: '23 * * * *' },
  { task: 'book_earnings', match: '10 0 * * *' },
  { task: 'reconcile_payments', match: '40 3 * * *' },
  { task: 'sweep_expired', match: '17 * * * *' },
  { task: 'sweep_uploads', match: '33 * * * *' },
  { task: 'roll_up_instance_samples', match: '47 * * * *' },
]

/** What runs on a schedule (UTC), once across all workers. */
export const cronItems = () => parseCronItems(lines.map(({ task, match, options }) => ({
  task, match, options: { maxAttempts: 3, queueName: task, ...options },
})))
