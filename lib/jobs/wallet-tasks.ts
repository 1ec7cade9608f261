import type { Task } from 'graphile-worker'
import { bookWalletUsage, recogniseRevenue, watchWallets } from '@/lib/domain/billing'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { sealLedger } from '@/lib/domain/ledger/platform/seal-ledger'
import { systemClock } from '@/lib/kernel/clock'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'

type Report = Awaited<ReturnType<typeof watchWallets>>

function tell(task: string, { done, failed }: Report): void {
  if (done > 0) log.info({ task, done }, 'wallets were settled')
  for (const { id, error } of failed) log.warn({ task, id, error }, 'a wallet was left for the next run')
}

/** Expired credit, abandoned and automatic top-ups, notices of low credit. */
export const watchAllWallets: Task = async () => tell('watch_wallets', await watchWallets(jobCtx('watch_wallets')))

/** Yesterday's usage from wallets, and what of paid periods has been earned. */
export const bookEarnings: Task = async () => {
  tell('book_earnings', await bookWalletUsage(jobCtx('book_earnings')))
  await recogniseRevenue(systemClock)
}

/** Puts new bookings onto the chain. */
export const sealBookings: Task = async () => {
  await sealLedger(systemClock)
}

/** Proves the ledger. The chain's heads go to the log, so that a copy outside the database vouches for them. */
export const reconcileBooks: Task = async () => {
  const { transactions, wallets, differences, heads } = await reconcileLedger(systemClock)
  const facts = { transactions: transactions.toString(), wallets, heads: Object.fromEntries(Object.entries(heads).map(([mode, { sequence, hash }]) => [mode, `${sequence} ${hash}`])) }
  if (differences.length === 0) log.info(facts, 'the ledger is right')
  else log.error({ ...facts, differences: differences.slice(0, 20).map(({ kind, subjectId }) => `${kind} ${subjectId}`) }, 'the ledger differs from its projections')
}
