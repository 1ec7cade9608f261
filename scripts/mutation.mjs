// npm run test:mutation: changes the pure modules that count money, one small change at a time, and counts which of them the tests
// notice. Stryker is fetched for it below .data, never a dependency of the product. Fails below the floor.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refusal, report } from './lib/fail.mjs'
import { root } from './lib/paths.mjs'

const version = '9.6.1'
const floor = 85

/** Ledger, proration, tax and totals, numbering. */
export const modules = [
  'lib/domain/ledger/balance.ts', 'lib/domain/ledger/chain.ts', 'lib/domain/ledger/grant.ts',
  'lib/domain/billing/subscriptions/proration.ts', 'lib/domain/billing/recognition/earned.ts',
  'lib/domain/billing/tax.ts', 'lib/domain/billing/tax/total.ts',
  'lib/domain/billing/invoices/document-number.ts', 'lib/domain/billing/invoices/settled.ts',
]

const run = (command, args, options) => spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options }).status ?? 1

/** Stryker in a folder of its own below the checkout, so that it finds the checkout's Vitest. */
function stryker() {
  const folder = join(root, '.data', 'mutation', `stryker-${version}`)
  const program = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
  if (existsSync(program)) return { folder, program }
  mkdirSync(folder, { recursive: true })
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`)
  if (run('npm', ['install', '--prefix', folder, '--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...packages]) !== 0) {
    throw new Refusal('Stryker could not be fetched: this needs the npm registry')
  }
  return { folder, program }
}

/** Mutates `files`; resolves to the exit status: 0 when the share that is noticed reaches the floor. */
export function mutate(files = modules) {
  const { folder, program } = stryker()
  const config = join(folder, 'stryker.config.json')
  writeFileSync(config, JSON.stringify({
    mutate: files, testRunner: 'vitest', vitest: { configFile: 'lib/testing/vitest.mutation.config.ts', related: false }, plugins: [join(folder, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js')],
    concurrency: Number(process.env.MUTATION_WORKERS ?? 1), coverageAnalysis: 'perTest', checkers: [], reporters: ['clear-text', 'json'], clearTextReporter: { allowColor: false, logTests: false },
    jsonReporter: { fileName: join(root, '.data', 'mutation', 'report.json') }, tempDirName: join('.data', 'mutation', 'sandbox'), thresholds: { high: 95, low: floor, break: floor },
    ignorePatterns: ['/*', '!/lib', '!/messages', '!/prisma', '!/package.json', '!/tsconfig.json', '/lib/db/generated'], allowConsoleColors: false, timeoutMS: 20_000,
  }, null, 2))
  return run(process.execPath, [program, 'run', config])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const files = process.argv.slice(2)
    process.exitCode = mutate(files.length > 0 ? files : modules)
  } catch (error) {
    report(error)
  }
}
