// npm run test:gateway: the gateway's exactness and fault suites in full size; prints what they measured.
// GATEWAY_KILLS=200 makes the killing run 10,000 requests long.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { report } from './lib/fail.mjs'
import { root } from './lib/paths.mjs'

const suites = ['lib/domain/gateway', 'lib/providers/limits', 'lib/domain/usage', 'lib/domain/keys']

/** Resolves to the exit status; everything the run says is shown, its figures are gathered. */
function run(env, figures) {
  const args = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'lib/testing/vitest.db.config.ts', ...suites]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    figures.push(...lines.filter((line) => line.includes('figure: ')).map((line) => line.slice(line.indexOf('figure: ') + 8)))
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
}

try {
  const figures = []
  const statuses = [await run({}, figures), await run({ LONG_TESTS: '1' }, figures)]
  console.log(`\nFigures\n${figures.map((line) => `  ${line}`).join('\n')}`)
  process.exitCode = Math.max(...statuses)
} catch (error) {
  report(error)
  process.exitCode = 1
}
