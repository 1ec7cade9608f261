// npm test: everything, from an empty checkout. Its last line is the sum: N passed, N failed.
// --long: the benchmarks and the tests that take minutes instead.
import { install, isInstalled } from './lib/install.mjs'
import { report } from './lib/fail.mjs'
import { installMissing, missingPackages } from './lib/debian-packages.mjs'
import { builtKubernetes, kubernetes } from './lib/kubernetes.mjs'
import { addCounts, closingLine, noTests } from './lib/test-counts.mjs'
import { step } from './lib/steps.mjs'

const isLong = process.argv.includes('--long')

const failure = (name) => ({ ...noTests, failed: 1, failures: [name] })

async function prepare() {
  if (!isInstalled()) await step('Packages', install)
  const missing = missingPackages()
  if (missing.length > 0) await step('System packages', () => installMissing(missing))
  const { engineInstalled, installEngine } = await import('../house-model/install.mjs')
  if (!engineInstalled()) await step('Model engine', installEngine)
  if (!isLong) return // the rest is what the check makes first
  const { generateClient } = await import('./build.mjs')
  await step('Database client', generateClient)
  if (builtKubernetes() === null) await buildKubernetes()
}

/** Built from its sources the first time, which no test could wait for. A machine that cannot says so, and its tests are named as not run. */
async function buildKubernetes() {
  try {
    await step('Kubernetes', kubernetes)
  } catch (error) {
    report(error)
    console.error('not run: private instances on Kubernetes (it could not be built here)')
  }
}

/** A stage that breaks counts as one failure; so does one that ran no test, unless it may. The stages after it still run. */
async function runStage({ name, run, mayBeEmpty = false }) {
  const from = performance.now()
  console.log(`\n── ${name}`)
  let counts
  try {
    counts = await run()
  } catch (error) {
    report(error)
    counts = failure(`${name} broke off`)
  }
  const ran = counts.passed + counts.failed
  if (ran === 0 && !mayBeEmpty) {
    console.error(`error: ${name} ran no test`)
    counts = addCounts(counts, failure(`${name} ran no test`))
  }
  console.log(`── ${name}: ${closingLine(counts)} (${((performance.now() - from) / 1000).toFixed(0)} s)`)
  return counts
}

/** Stages of one array run side by side: they share nothing, and each leaves much of two cores to the others. */
async function runStages(list) {
  let total = noTests
  for (const one of list) total = (await Promise.all([one].flat().map(runStage))).reduce(addCounts, total)
  return total
}

let total = noTests
try {
  await prepare()
  const { longStages, stages } = await import('./lib/test-stages.mjs')
  const { postgres } = await import('./postgres.mjs')
  const database = postgres('test-postgres', { durable: false })
  const wasRunning = database.isRunning()
  total = await runStages(isLong ? longStages : stages)
  if (!wasRunning) await database.stop()
} catch (error) {
  report(error)
  total = addCounts(total, failure('the preparation broke off'))
}
// Named again at the end: whoever sees only the last lines must see what failed.
for (const name of total.flaky ?? []) console.log(`flaky, passed when tried again: ${name}`)
for (const name of total.failures ?? []) console.log(`✗ ${name}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
console.log(`\n${closingLine(total)}`)
