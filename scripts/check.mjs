// npm run check: what can be known without a database, in under a minute. Lockfiles, types, lint, unit tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dropDevelopmentTypes, generateClient } from './build.mjs'
import { report } from './lib/fail.mjs'
import { lockfileProblems } from './floors.mjs'
import { dataPath, root } from './lib/paths.mjs'
import { printResult, runTool } from './lib/run-tool.mjs'
import { vitestCounts } from './lib/test-counts.mjs'

const nodeModule = (...path) => join(root, 'node_modules', ...path)

/** Runs every check. Resolves to `{ isOk, counts }`, the counts being those of the unit tests. */
export async function check() {
  await generateClient()
  const reportPath = dataPath('reports', 'unit.json')
  // Two lines of work for two cores: types need the routes' types first, lint and tests need neither.
  const [types, others] = await Promise.all([typeChecks(), othersThanTypes(reportPath)])
  const problems = lockfileProblems()
  const lockfiles = { label: 'Lockfiles', isOk: problems.length === 0, seconds: 0, output: problems.join('\n') }
  const results = [lockfiles, ...types, ...others]
  results.forEach(printResult)
  return { isOk: results.every(({ isOk }) => isOk), counts: vitestCounts(JSON.parse(readFileSync(reportPath, 'utf8'))) }
}

async function typeChecks() {
  dropDevelopmentTypes()
  const routes = await runTool('Route types', [nodeModule('next', 'dist', 'bin', 'next'), 'typegen'])
  return [routes, await runTool('Types', [nodeModule('typescript', 'bin', 'tsc'), '--noEmit'])]
}

async function othersThanTypes(reportPath) {
  const lint = await runTool('Lint', [
    nodeModule('eslint', 'bin', 'eslint.js'), '--cache', '--cache-location', `${dataPath('eslint')}/`, '--max-warnings', '0', '.',
  ])
  const unit = await runTool('Unit tests', [
    nodeModule('vitest', 'vitest.mjs'), 'run', '--config', 'lib/testing/vitest.unit.config.ts',
    '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`,
  ])
  return [lint, unit]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { isOk, counts } = await check()
    console.log(`unit tests: ${counts.passed} passed, ${counts.failed} failed`)
    process.exitCode = isOk ? 0 : 1
  } catch (error) {
    report(error)
  }
}
