// npm run test:instances: every driver of private instances against one suite, the manager on real instances, and the long runs
// (Kubernetes, the killing of the manager, noisy neighbours). Prints what ran, what did not and why, and what was measured.
import { report } from './lib/fail.mjs'
import { instanceDrivers } from './lib/instance-runs.mjs'
import { kubernetes } from './lib/kubernetes.mjs'
import { nodeObstacle } from './lib/kubernetes-node.mjs'
import { alone, db, figureIn, long, quiet, runSuites } from './lib/suite-run.mjs'

const seen = []
const isTold = (line) => /^instances: |^\s*figure: /.test(line)

/** Whether the suite on a node of it can be run here. */
async function hasNode() {
  try {
    await kubernetes({ say: (text) => console.log(text) })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    seen.push('instances: not run: Kubernetes: it could not be built here')
    return false
  }
  const obstacle = await nodeObstacle()
  if (obstacle !== null) seen.push(`instances: not run: a Kubernetes node: ${obstacle}`)
  return obstacle === null
}

try {
  const last = (await hasNode()) ? [quiet, alone] : [quiet]
  const drivers = await instanceDrivers({ onLine: (line) => seen.push(line) })
  await runSuites(['lib/providers/instance-runtime', 'lib/domain/instances'], [db, { ...long, env: { ...long.env, INSTANCE_KILLS: process.env.INSTANCE_KILLS || '500' } }, ...last], {
    flags: ['--passWithNoTests'],
    onLine: (line) => { if (isTold(line)) seen.push(figureIn(line) ?? line) },
    summary: () => [`drivers: ${drivers.passed} passed, ${drivers.failed} failed`, ...seen],
  })
  if (drivers.failed > 0) process.exitCode = 1
} catch (error) {
  report(error)
}
