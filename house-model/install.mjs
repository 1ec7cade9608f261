/**
 * Installs the engine of the model server into this folder's own node_modules:
 * `node house-model/install.mjs`. Does nothing when it is already there.
 *
 * It is kept out of the root project because the engine's package would bring
 * every graphics card's binary with it; see lock.mjs.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const folder = import.meta.dirname
const modules = join(folder, 'node_modules')
const lockFolder = join(folder, '.build', 'install.lock')
const LOCK_STALE_MS = 5 * 60_000
const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies['node-llama-cpp']

const PLATFORMS = {
  'linux-x64': '@node-llama-cpp/linux-x64',
  'linux-arm64': '@node-llama-cpp/linux-arm64',
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
  'darwin-x64': '@node-llama-cpp/mac-x64',
}

/** The package that holds the compiled engine for this machine. */
export function platformPackage(platform = process.platform, arch = process.arch) {
  const name = PLATFORMS[`${platform}-${arch}`]
  if (!name) throw new Error(`The model server has no engine for ${platform}-${arch}.`)
  return name
}

function installedVersion(name) {
  try {
    return JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** True when the right version of the engine is in place. */
export function engineInstalled() {
  return (
    installedVersion('node-llama-cpp') === version &&
    installedVersion(platformPackage()) === version &&
    existsSync(join(modules, 'lifecycle-utils'))
  )
}

function npm(args) {
  return new Promise((resolve, reject) => {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const child = spawn('npm', [...args, ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (part) => (output += part))
    child.stderr.on('data', (part) => (output += part))
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args[0]} failed in house-model:\n${output.trim()}`)),
    )
  })
}

/** Makes sure that one process installs at a time; the others wait for it. */
async function withLock(work) {
  mkdirSync(join(folder, '.build'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lockFolder)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const since = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs
    if (since && Date.now() - since > LOCK_STALE_MS) rmSync(lockFolder, { recursive: true, force: true })
    else await wait(100)
  }
  try {
    return await work()
  } finally {
    rmSync(lockFolder, { recursive: true, force: true })
  }
}

/**
 * Installs the engine when it is missing.
 * @returns {Promise<boolean>} true when something was installed
 */
export async function installEngine() {
  return engineInstalled() ? false : withLock(install)
}

async function install() {
  if (engineInstalled()) return false
  await npm(['ci'])
  const wanted = platformPackage()
  // The lock file holds the Linux engines; a Mac's is fetched by name.
  if (installedVersion(wanted) !== version) {
    await npm(['install', '--no-save', '--omit=optional', `${wanted}@${version}`])
  }
  for (const other of Object.values(PLATFORMS)) {
    if (other !== wanted) rmSync(join(modules, other), { recursive: true, force: true })
  }
  if (!engineInstalled()) throw new Error(`npm left ${wanted}@${version} out of house-model/node_modules.`)
  return true
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (await installEngine()) console.log('house-model: engine installed')
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
