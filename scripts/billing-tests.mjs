// npm run test:billing: the billing engine's lives, properties and races, quick and long; prints what they count.
import { db, long, runSuites, unit } from './lib/suite-run.mjs'

const kinds = [['scenario', /\.scenario\./], ['property', /\.property\.|total\.test|proration|post-transaction/], ['race', /\bat once\b|\bworkers\b|\brace/i]]

/** Every test's name is shown, and counted by its kind. */
const seen = []
await runSuites(['lib/domain/billing', 'lib/domain/ledger', 'lib/domain/admin/test-clocks'], [unit, db, long], {
  flags: ['--passWithNoTests', '--reporter=verbose'],
  onLine: (line) => { if (/^\s*[✓×] /.test(line)) seen.push(line) },
  summary: () => {
    const failed = seen.filter((line) => line.includes('×')).length
    return [
      ...kinds.map(([name, isOne]) => `${name} tests: ${seen.filter((line) => isOne.test(line)).length}`),
      `all: ${seen.length - failed} passed, ${failed} failed`,
      ...seen.filter((line) => kinds[2][1].test(line)).map((line) => line.trim()),
    ]
  },
})
