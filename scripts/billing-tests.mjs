// npm run test:billing: the billing engine's lives, properties and races, quick and long; prints what they count.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { report } from './lib/fail.mjs'
import { root } from './lib/paths.mjs'

const suites = ['lib/domain/billing', 'lib/domain/ledger', 'lib/domain/admin/test-clocks']

const kinds = [['scenario', /\.scenario\./], ['property', /\.property\.|total\.test|proration|post-transaction/], ['race', /\bat once\b|\bworkers\b|\brace/i]]

/** Resolves to the exit status; every test's name is shown, and counted by its kind. */
function run(config, env, seen) {
  const args = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--passWithNoTests', '--reporter=verbose', '--config', config, ...suites]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    seen.push(...lines.filter((line) => /^\s*[✓×] /.test(line)))
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
}

try {
  const seen = []
  const statuses = [
    await run('lib/testing/vitest.unit.config.ts', {}, seen),
    await run('lib/testing/vitest.db.config.ts', {}, seen),
    await run('lib/testing/vitest.db.config.ts', { LONG_TESTS: '1' }, seen),
  ]
  const failed = seen.filter((line) => line.includes('×'))
  console.log('\nFigures')
  for (const [name, isOne] of kinds) console.log(`  ${name} tests: ${seen.filter((line) => isOne.test(line)).length}`)
  console.log(`  all: ${seen.length - failed.length} passed, ${failed.length} failed`)
  for (const line of seen.filter((one) => kinds[2][1].test(one))) console.log(`  ${line.trim()}`)
  process.exitCode = Math.max(...statuses)
} catch (error) {
  report(error)
  process.exitCode = 1
}
