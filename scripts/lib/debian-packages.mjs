import { existsSync } from 'node:fs'
import { Refusal } from './fail.mjs'
import { quietly } from './install.mjs'
import { withLock } from './lock.mjs'
import { dataPath } from './paths.mjs'

// Program → the Debian package that brings it. Only tests need them.
const NEEDED = { '/usr/bin/chromium': 'chromium', '/usr/bin/pdftotext': 'poppler-utils', '/usr/bin/redis-server': 'redis-server', '/usr/bin/openssl': 'openssl', '/usr/bin/litecoind': 'litecoind', '/usr/bin/bwrap': 'bubblewrap' }

/** What the tests need of the system and is not there. */
export function missingPackages() {
  const isOwn = (program) => program === '/usr/bin/chromium' && process.env.CHROMIUM_PATH !== undefined
  return Object.entries(NEEDED).filter(([program]) => !existsSync(program) && !isOwn(program)).map(([, name]) => name)
}

/** Installs them when we may. */
export async function installMissing(packages) {
  const names = packages.join(' ')
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Refusal(`the tests need ${names}: apt-get install ${names} (another Chromium is named by CHROMIUM_PATH)`)
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await quietly('apt-get', ['update', '-q'], { env })
  const { status, output } = await quietly('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env })
  if (status !== 0) throw new Refusal(`apt-get install ${names} failed:\n${output.trim()}`)
}

/** Makes sure of programs that only some tests need (program → its Debian package), one installation at a time. */
export async function installPrograms(needed) {
  const missing = () => Object.entries(needed).filter(([program]) => !existsSync(program)).map(([, name]) => name)
  if (missing().length === 0) return
  await withLock(dataPath('debian-packages.lock'), async () => {
    const names = missing()
    if (names.length > 0) await installMissing(names)
  }, 600_000)
}
