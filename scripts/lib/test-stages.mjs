import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bench, benches } from '../bench.mjs'
import { build, isBuilt } from '../build.mjs'
import { check } from '../check.mjs'
import { e2e } from '../e2e.mjs'
import { runProgram } from '../run.mjs'
import { Refusal } from './fail.mjs'
import { quietly } from './install.mjs'
import { instanceDrivers, INSTANCES, KUBERNETES_DRIVER } from './instance-runs.mjs'
import { builtKubernetes } from './kubernetes.mjs'
import { nodeObstacle } from './kubernetes-node.mjs'
import { dataPath, root } from './paths.mjs'
import { addCounts, nodeTestCounts, noTests, tryAgain, vitestCounts } from './test-counts.mjs'

/** What `npm test` runs, in this order, what stands in one array side by side; each stage resolves to its counts. */
export const stages = [
  { name: 'check', run: checkStage },
  { name: 'database tests', run: () => vitest('db', 'lib/testing/vitest.db.config.ts') },
  [{ name: 'instance drivers', run: instanceDrivers }, { name: 'build', run: buildStage }],
  { name: 'house model', run: houseModel },
  { name: 'end to end', run: endToEnd },
]

/** What `npm run test:long` runs. */
export const longStages = [
  { name: 'long tests', run: () => vitest('long', 'lib/testing/vitest.db.config.ts', { LONG_TESTS: '1' }), mayBeEmpty: true },
  { name: 'Kubernetes', run: onKubernetes, mayBeEmpty: true },
  { name: 'build', run: buildStage },
  { name: 'benchmarks', run: benchmarks },
]

async function checkStage() {
  const { isOk, counts } = await check()
  // Types, lint and lockfiles have no tests of their own: a complaint of theirs is one failure.
  return isOk || counts.failed > 0 ? counts : { ...counts, failed: 1, failures: ['types, lint or lockfiles'] }
}

async function vitest(name, config, env = {}, flags = []) {
  const reportPath = dataPath('reports', `${name}.json`)
  rmSync(reportPath, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`]
  await runProgram(join(root, 'node_modules', 'vitest', 'vitest.mjs'), ['run', '--passWithNoTests', tryAgain, '--config', config, ...reporters, ...flags], env)
  return existsSync(reportPath) ? vitestCounts(JSON.parse(readFileSync(reportPath, 'utf8'))) : noTests
}

/** Where Kubernetes could be built: its control plane, and the whole suite on a node of this machine, which nothing runs beside. */
async function onKubernetes() {
  if (builtKubernetes() === null) {
    console.log('not run: private instances on Kubernetes: it could not be built here')
    return noTests
  }
  const obstacle = await nodeObstacle()
  if (obstacle !== null) console.log(`not run: private instances on a Kubernetes node: ${obstacle}`)
  return vitest('kubernetes', INSTANCES, obstacle === null ? { LONG_TESTS: '1' } : {}, [KUBERNETES_DRIVER])
}

async function houseModel() {
  // Named one by one: node 20 takes folders but no patterns, later ones patterns but no folders.
  const files = readdirSync(join(root, 'house-model', 'server')).filter((name) => name.endsWith('.test.mjs'))
  const paths = files.map((name) => join('house-model', 'server', name))
  const { status, output } = await quietly(process.execPath, ['--test', '--test-reporter=tap', ...paths])
  const counts = nodeTestCounts(output)
  if (status !== 0) console.log(output)
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1, failures: ['house model'] } : counts
}

async function buildStage() {
  await build()
  return { ...noTests, passed: 1 }
}

async function endToEnd() {
  if (!isBuilt()) throw new Refusal('there is no build to test')
  const { e2e: browser, invariants } = await e2e()
  if (browser.passed + browser.failed === 0) throw new Error('no browser or API test ran')
  return addCounts(browser, invariants)
}

/** A benchmark passes when it ends with status 0: each checks its own ceilings. */
async function benchmarks() {
  if (!isBuilt()) throw new Refusal('there is no build to measure')
  const statuses = await bench()
  const countOf = (status, index) => (status === 0 ? { ...noTests, passed: 1 } : { ...noTests, failed: 1, failures: [`bench:${benches[index]}`] })
  return statuses.map(countOf).reduce(addCounts, noTests)
}
