import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { report } from './fail.mjs'
import { INSTANCES, KUBERNETES_DRIVER } from './instance-runs.mjs'
import { root } from './paths.mjs'

export const unit = { config: 'lib/testing/vitest.unit.config.ts', env: {} }
export const db = { config: 'lib/testing/vitest.db.config.ts', env: {} }
export const long = { config: 'lib/testing/vitest.db.config.ts', env: { LONG_TESTS: '1' } }
/** Kubernetes with a node, which needs the machine to itself. */
export const alone = { config: INSTANCES, env: { LONG_TESTS: '1' }, suites: [`${KUBERNETES_DRIVER}node`] }
export const quiet = { config: 'lib/testing/vitest.db.config.ts', env: { LONG_TESTS: 'quiet' } }

/** The figure that a line of a run tells (see lib/testing/figure.ts), or undefined. */
export const figureIn = (line) => (line.includes('figure: ') ? line.slice(line.indexOf('figure: ') + 8) : undefined)

/** Runs suites with one configuration; all they say is shown, and each line given to `onLine`. Resolves to the exit status. */
function run(suites, { config, env }, flags, onLine) {
  const args = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...flags, '--config', config, ...suites]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
}

/**
 * A program that runs suites, one configuration after the other (with suites of its own where it names some), and sums up what they said in `summary`'s lines. It ends with the
 * worst status.
 */
export async function runSuites(suites, runs, { flags = [], onLine, summary }) {
  try {
    const statuses = []
    for (const one of runs) statuses.push(await run(one.suites ?? suites, one, flags, onLine))
    console.log(`\nFigures\n${summary().map((line) => `  ${line}`).join('\n')}`)
    process.exitCode = Math.max(...statuses)
  } catch (error) {
    report(error)
    process.exitCode = 1
  }
}
