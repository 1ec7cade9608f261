// Runs one TypeScript entry: node scripts/run.mjs FILE.ts [arguments]
// With the settings of `npm run up`: .env, this installation's secrets, and the embedded database unless DATABASE_URL is set.
import { spawn } from 'node:child_process'
import { basename, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './lib/bundle.mjs'
import { databaseUrl } from './lib/database-url.mjs'
import { Refusal, report } from './lib/fail.mjs'
import { root } from './lib/paths.mjs'
import { loadSettings } from './lib/settings.mjs'

/** Bundles `file` (relative to the checkout) below .build/run and resolves to the program's path. */
export async function programOf(file) {
  const name = relative(root, resolve(root, file)).replace(/\.tsx?$/, '').replaceAll('/', '-')
  await bundle({ [name]: file }, join(root, '.build', 'run'))
  return join(root, '.build', 'run', `${name}.js`)
}

/** Runs a bundled program in this process's environment plus `env`; resolves to its exit status. */
export function runProgram(path, args, env = {}, stdio = 'inherit') {
  const child = spawn(process.execPath, ['--enable-source-maps', path, ...args], { cwd: root, stdio, env: { ...process.env, ...env } })
  const forward = (signal) => child.kill(signal)
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', forward)
      process.off('SIGTERM', forward)
      done(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

async function main([file, ...args]) {
  if (file === undefined) throw new Refusal(`usage: node scripts/${basename(process.argv[1])} FILE.ts [arguments]`)
  loadSettings()
  const [program, url] = await Promise.all([programOf(file), databaseUrl()])
  process.exitCode = await runProgram(program, args, { DATABASE_URL: url })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2)).catch(report)
