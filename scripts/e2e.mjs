// npm run e2e [-- playwright arguments]: the browser and API tests against the built product, then the books' invariants.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { checkInvariants } from './invariants.mjs'
import { report } from './lib/fail.mjs'
import { dataPath, root } from './lib/paths.mjs'
import { addCounts, closingLine, noTests, playwrightCounts } from './lib/test-counts.mjs'
import { withTestStack } from './lib/test-stack.mjs'
import { runProgram } from './run.mjs'

// Those that kill programs come last and alone: the others would feel it.
const PROJECTS = ['product', 'faults']

/** Resolves to `{ e2e, invariants }`, the counts of both. */
export async function e2e(args = []) {
  return withTestStack({ name: 'e2e', durable: false, hasPaymentPeers: true }, async (env) => {
    let counts = noTests
    for (const project of PROJECTS) counts = addCounts(counts, await runProject(project, args, env))
    return { e2e: counts, invariants: await checkInvariants(env.DATABASE_URL) }
  })
}

async function runProject(project, args, env) {
  const reportPath = dataPath('reports', `e2e-${project}.json`)
  rmSync(reportPath, { force: true })
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const flags = ['--config', 'e2e/playwright.config.ts', '--project', project, '--pass-with-no-tests', ...args]
  await runProgram(playwright, ['test', ...flags], { ...env, E2E_REPORT: reportPath })
  return playwrightCounts(JSON.parse(readFileSync(reportPath, 'utf8')))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await build()
    const counts = Object.values(await e2e(process.argv.slice(2))).reduce(addCounts, noTests)
    console.log(closingLine(counts))
    process.exitCode = counts.failed > 0 ? 1 : 0
  } catch (error) {
    report(error)
  }
}
