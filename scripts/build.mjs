// Builds what is stale: the database client, the programs in .build, the web application in .next.  node scripts/build.mjs
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refusal, report } from './lib/fail.mjs'
import { fingerprint, finished, markFinished } from './lib/fingerprint.mjs'
import { quietly } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { step } from './lib/steps.mjs'

const CLIENT_SOURCES = ['prisma/schema', 'package-lock.json']
const SOURCES = [
  'app', 'components', 'lib', 'messages', 'prisma', 'public', 'proxy.ts', 'instrumentation.ts', 'next.config.ts', 'next.config.js',
  'next.config.mjs', 'postcss.config.mjs', 'tsconfig.json', 'package.json', 'package-lock.json', 'scripts/build.mjs', 'scripts/lib/bundle.mjs',
]
const nodeModule = (...path) => join(root, 'node_modules', ...path)

/** `prisma generate`, unless the client of this schema is there. */
export async function generateClient() {
  const print = fingerprint(CLIENT_SOURCES)
  if (finished('client') === print && existsSync(join(root, 'lib', 'db', 'generated', 'client.ts'))) return
  await step('Database client', () => run([nodeModule('prisma', 'build', 'index.js'), 'generate'], 'prisma generate'))
  markFinished('client', print)
}

/** Name → source of every program that runs outside Next. */
export function programEntries() {
  const folder = join(root, 'lib', 'processes')
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return { ...Object.fromEntries(names.map((name) => [name.slice(0, -3), `lib/processes/${name}`])), seed: 'prisma/seed/main.ts' }
}

/** Whether the last build is there and is of these sources. */
export function isBuilt() {
  const isThere = existsSync(join(root, '.next', 'BUILD_ID')) && existsSync(join(root, '.build', 'seed.js'))
  return isThere && finished('build') === fingerprint(SOURCES)
}

/** The programs alone, without the web application: what a benchmark of the gateway needs. */
export async function buildPrograms() {
  await generateClient()
  if (isBuilt()) return
  const { bundle } = await import('./lib/bundle.mjs')
  await step('Programs', () => bundle(programEntries(), join(root, '.build')))
}

/** Everything a production start needs; nothing when the sources have not changed since the last build. */
export async function build() {
  await generateClient()
  if (isBuilt()) return
  const print = fingerprint(SOURCES)
  const { bundle } = await import('./lib/bundle.mjs')
  await step('Programs', () => bundle(programEntries(), join(root, '.build')))
  dropDevelopmentTypes()
  await step('Web application', () => run([nodeModule('next', 'dist', 'bin', 'next'), 'build'], 'next build'))
  markFinished('build', print)
}

/** The development server's route types outlive the routes they speak of, and would then fail the compiler. */
export function dropDevelopmentTypes() {
  rmSync(join(root, '.next', 'dev', 'types'), { recursive: true, force: true })
}

async function run(args, name) {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' }
  const { status, output } = await quietly(process.execPath, args, { env })
  if (status !== 0) throw new Refusal(`${name} failed:\n${output.trim()}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build().catch(report)
