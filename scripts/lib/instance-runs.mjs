import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtKubernetes } from './kubernetes.mjs'
import { root } from './paths.mjs'
import { addCounts, noTests, tryAgain, vitestCounts } from './test-counts.mjs'

const VITEST = join('node_modules', 'vitest', 'vitest.mjs')
export const INSTANCES = 'lib/testing/vitest.instances.config.ts'
const PROCESS_DRIVER = 'lib/providers/instance-runtime/process/'
export const KUBERNETES_DRIVER = 'lib/providers/instance-runtime/kubernetes/'
/** Any that nobody has: an ordinary user with no rights of its own. */
const ORDINARY_UID = 65_532

const quote = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`
const isRoot = process.getuid?.() === 0

/**
 * The test runs of the instance drivers. `before` are shell lines done as root in a mount namespace of the run's own, after which an
 * ordinary user goes on with the checkout at /mnt: wherever it lies, that user can reach it there.
 */
const runs = [
  isRoot ? { name: 'process, docker and Kubernetes, as root', files: [] } : { name: 'process, as this user', files: [PROCESS_DRIVER] },
  { name: 'process, as an ordinary user', files: [PROCESS_DRIVER], before: [] },
  { name: 'process, as an ordinary user without bubblewrap', files: [`${PROCESS_DRIVER}process.instances`], before: ['mount --bind /bin/false "$(command -v bwrap)"'], env: { INSTANCES_WITHOUT: 'sandbox' } },
]

/** Kubernetes takes ten minutes to build, which `npm test` does not wait for. */
const withoutUnbuilt = () => (builtKubernetes() === null ? ['--exclude', `${KUBERNETES_DRIVER}**`] : [])

function commandOf({ files, before }, reportPath) {
  const args = [VITEST, 'run', tryAgain, '--configLoader', 'runner', '--config', INSTANCES, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...withoutUnbuilt(), ...files]
  if (before === undefined) return [process.execPath, args]
  const asUser = ['setpriv', `--reuid=${ORDINARY_UID}`, `--regid=${ORDINARY_UID}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all', process.execPath, ...args]
  const script = ['set -e', ...before, `mount --bind ${quote(root)} /mnt`, 'cd /mnt', `exec ${asUser.map(quote).join(' ')}`].join('\n')
  return ['unshare', ['--mount', '--propagation', 'private', '/bin/sh', '-c', script]]
}

async function runOne(one) {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-report-'))
  if (one.before !== undefined) chownSync(folder, ORDINARY_UID, ORDINARY_UID)
  const reportPath = join(folder, 'report.json')
  try {
    const [program, args] = commandOf(one, reportPath)
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, HOME: folder, ...one.env } })
    const end = () => child.kill()
    process.once('exit', end)
    const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    process.off('exit', end)
    const counts = existsSync(reportPath) ? vitestCounts(JSON.parse(readFileSync(reportPath, 'utf8'))) : noTests
    const hasFailed = counts.failed > 0 || (status === 0 && counts.passed > 0)
    return hasFailed ? counts : { ...counts, failed: 1, failures: [one.name] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the suite of every driver that this user may drive, and tells what ran and what did not and why, also to `onLine`. Resolves to the counts. */
export async function instanceDrivers({ onLine = () => undefined } = {}) {
  let counts = noTests
  const told = isRoot ? [] : ['not run: process, docker and Kubernetes, as root: this user is not root']
  if (isRoot && builtKubernetes() === null) told.push('not run: Kubernetes: it is built by npm run test:long and test:instances')
  for (const one of runs) {
    if (one.before !== undefined && !isRoot) {
      told.push(`not run: ${one.name}: only root can become another user`)
      continue
    }
    console.log(`\ninstances: ${one.name}`)
    const found = await runOne(one)
    told.push(`${one.name}: ${found.passed} passed, ${found.failed} failed`)
    counts = addCounts(counts, found)
  }
  for (const line of told.map((one) => `instances: ${one}`)) {
    console.log(line)
    onLine(line)
  }
  return counts
}
