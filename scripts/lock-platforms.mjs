// node scripts/lock-platforms.mjs, after every change of package-lock.json.
// Where a registry lacks other platforms' binaries, npm leaves them out of the lockfile it writes, and `npm ci` refuses
// that lockfile elsewhere ("Missing: … from lock file"). This writes the entries npm would have written.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingOptionals, readLock } from './lib/lockfile.mjs'
import { root } from './lib/paths.mjs'

const SYSTEMS = {
  darwin: 'darwin', win32: 'win32', windows: 'win32', linux: 'linux', linuxmusl: 'linux', android: 'android', freebsd: 'freebsd',
  netbsd: 'netbsd', openbsd: 'openbsd', openharmony: 'openharmony', sunos: 'sunos', aix: 'aix',
}
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'mips64el']

const lock = readLock()
const missing = missingOptionals(lock.packages)
for (const { name, version, owner } of missing) {
  lock.packages[`node_modules/${name}`] = entry(name, version, owner)
  console.log(`added ${name} ${version}`)
}
if (missing.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
}

/** The platform is in the package's name: @next/swc-darwin-arm64, lightningcss-linux-arm-gnueabihf. */
function entry(name, version, owner) {
  const words = name.split('/').pop().split('-')
  const system = words.map((word) => SYSTEMS[word]).find(Boolean)
  const processor = PROCESSORS.find((candidate) => words.includes(candidate))
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(owner.dev ? { dev: true } : {}),
    ...(owner.license ? { license: owner.license } : {}),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  }
}
