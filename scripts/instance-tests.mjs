// npm run test:instances: every driver of private instances against one suite, the manager on real instances, and the long runs
// (Kubernetes, the killing of the manager, noisy neighbours). Prints what ran, what did not and why, and what was measured.
import { report } from './lib/fail.mjs'
import { instanceDrivers } from './lib/instance-runs.mjs'
import { kubernetes } from './lib/kubernetes.mjs'
import { db, figureIn, long, quiet, runSuites } from './lib/suite-run.mjs'

const seen = []
const isTold = (line) => /^instances: |^\s*figure: /.test(line)

try {
  await kubernetes({ say: (text) => console.log(text) })
  const drivers = await instanceDrivers()
  await runSuites(['lib/providers/instance-runtime', 'lib/domain/instances'], [db, { ...long, env: { ...long.env, INSTANCE_KILLS: process.env.INSTANCE_KILLS || '500' } }, quiet], {
    flags: ['--passWithNoTests'],
    onLine: (line) => { if (isTold(line)) seen.push(figureIn(line) ?? line) },
    summary: () => [`drivers: ${drivers.passed} passed, ${drivers.failed} failed`, ...seen],
  })
  if (drivers.failed > 0) process.exitCode = 1
} catch (error) {
  report(error)
}
