import type { Task } from 'graphile-worker'
import { invoiceDueUsage, moveSubscribers, reconcileLastDay, runClients, settleOpenPayments, settleOpenRefunds } from '@/lib/domain/billing'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'

type Report = Awaited<ReturnType<typeof settleOpenPayments>>

function tell(task: string, { done, failed }: Report): void {
  if (done > 0) log.info({ task, done }, 'billing run')
  for (const { id, error } of failed) log.warn({ task, id, error }, 'billing run left one for the next')
}

/** Asks the providers about attempts and refunds that have not ended. */
export const settlePayments: Task = async () => {
  tell('settle_payments', await settleOpenPayments(jobCtx('settle_payments')))
  tell('settle_refunds', await settleOpenRefunds(jobCtx('settle_payments')))
}

/** Drafts, finalises and closes the usage of periods where that is due. */
export const invoiceUsage: Task = async () => tell('invoice_usage', await invoiceDueUsage(jobCtx('invoice_usage')))

/** Holds the last day of every provider's books against ours. */
export const reconcilePayments: Task = async () => tell('reconcile_payments', await reconcileLastDay(jobCtx('reconcile_payments')))

/** The billing run: what is due on every client's subscriptions and arrears. */
export const billingRun: Task = async (_payload, { job }) => {
  const { runId, parked, ...totals } = await runClients(jobCtx('billing_run'), { worker: job.locked_by ?? 'worker' })
  if (runId) log.info({ task: 'billing_run', runId, parked, ...totals }, 'billing run')
  if (parked > 0) log.warn({ task: 'billing_run', runId, parked }, 'clients were parked')
}

/** Moves the subscribers of plan versions that staff have planned to move, a batch at a time. */
export const movePlanSubscribers: Task = async () => {
  const done = await moveSubscribers(jobCtx('move_subscribers'))
  if (done > 0) log.info({ task: 'move_subscribers', done }, 'billing run')
}
