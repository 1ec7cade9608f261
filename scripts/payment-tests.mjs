// npm run test:payments: everything about providers and their money, quick and long; prints what the soaks measured.
import { db, figureIn, long, runSuites, unit } from './lib/suite-run.mjs'

const suites = [
  'lib/providers/payments', 'lib/testing/stripe-peer', 'lib/domain/billing/rails', 'lib/domain/billing/payments', 'lib/domain/billing/soaks', 'lib/domain/billing/methods',
  'lib/domain/billing/reconciliation', 'lib/domain/billing/disputes', 'lib/domain/billing/invoices/refund', 'lib/domain/admin/invoices', 'lib/domain/admin/payments',
  'lib/providers/chains', 'lib/providers/rates', 'lib/domain/billing/coins', 'lib/domain/billing/platform/coins', 'lib/domain/billing/platform/chains', 'lib/domain/admin/coins',
]

const figures = []
await runSuites(suites, [unit, db, long], {
  flags: ['--passWithNoTests'],
  onLine: (line) => figures.push(...[figureIn(line)].filter((found) => found !== undefined)),
  summary: () => figures,
})
