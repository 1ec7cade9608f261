import type { TaskList } from 'graphile-worker'
import { billingRun, invoiceUsage, movePlanSubscribers, reconcilePayments, settlePayments } from './billing-tasks'
import { refreshCoinRates } from './coin-tasks'
import { followAllChains } from './chain-tasks'
import { deliverOutbox } from './deliver-outbox'
import { chargeInstances, watchInstanceStanding } from './instance-money-tasks'
import { rollUpInstanceSamples } from './roll-up-instance-samples'
import { sweepExpired } from './sweep-expired'
import { sweepHolds } from './sweep-holds'
import { sweepOutbox } from './sweep-outbox'
import { sweepUploads } from './sweep-uploads'
import { bookEarnings, reconcileBooks, sealBookings, watchAllWallets } from './wallet-tasks'

/** Name → handler of every job. Jobs run at least once: each handler is safe to repeat. */
export const tasks = {
  deliver_outbox: deliverOutbox,
  invoice_usage: invoiceUsage,
  move_subscribers: movePlanSubscribers,
  reconcile_payments: reconcilePayments,
  refresh_rates: refreshCoinRates,
  settle_payments: settlePayments,
  billing_run: billingRun,
  charge_instances: chargeInstances,
  follow_chains: followAllChains,
  sweep_outbox: sweepOutbox,
  sweep_expired: sweepExpired,
  roll_up_instance_samples: rollUpInstanceSamples,
  sweep_holds: sweepHolds,
  sweep_uploads: sweepUploads,
  watch_instances: watchInstanceStanding,
  watch_wallets: watchAllWallets,
  book_earnings: bookEarnings,
  seal_ledger: sealBookings,
  reconcile_ledger: reconcileBooks,
} satisfies TaskList
