// llama.cpp's own server for tests, from Debian's unstable suite, which has it as a package: unpacked beside the machine's own files
// (nothing is installed), with the libraries it was linked to, and kept below /var/cache.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPrograms } from './debian-packages.mjs'
import { Refusal } from './fail.mjs'
import { quietly } from './install.mjs'
import { withLock } from './lock.mjs'

const cache = '/var/cache/matrix-platform'
/** Changed when what is kept changes. */
const home = join(cache, 'llama-server-1')
const libraries = 'usr/lib/x86_64-linux-gnu'
const TEN_MINUTES_MS = 600_000

/** Where it is shown inside the sandbox of a process: its loader is named by an absolute path. */
const insideSandbox = '/opt/llama'

/**
 * Resolves to `{ root, program }`: a folder that is the root of an image whose entry point is /usr/bin/llama-server, and the same program
 * with its libraries beside it, for a sandbox. Needs root and Debian's registry the first time.
 */
export async function llamaServer() {
  const found = { root: join(home, 'root'), program: join(home, 'program', 'llama-server') }
  if (existsSync(found.program)) return found
  if (process.getuid?.() !== 0) throw new Refusal('llama-server is fetched by root only')
  mkdirSync(cache, { recursive: true })
  await withLock(join(cache, 'llama-server.lock'), async () => {
    if (!existsSync(found.program)) await fetch()
  }, TEN_MINUTES_MS)
  return found
}

async function fetch() {
  const work = mkdtempSync(join(tmpdir(), 'llama-server-'))
  try {
    await unpack(work)
    fillRoot(join(work, 'root'))
    await besideEachOther(join(work, 'root'), join(work, 'program'))
    const draft = `${home}.draft`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft)
    for (const part of ['root', 'program']) cpSync(join(work, part), join(draft, part), { recursive: true, verbatimSymlinks: true })
    renameSync(draft, home)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** With lists, a state and a cache of its own: the machine's packages stay as they are. */
async function unpack(work) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) mkdirSync(join(work, folder), { recursive: true })
  writeFileSync(join(work, 'sources.list'), 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian sid main\n')
  writeFileSync(join(work, 'status'), '')
  const options = ['Dir::Etc::sourceparts=/dev/null', `Dir::Etc::sourcelist=${work}/sources.list`, `Dir::State::lists=${work}/lists`, `Dir::State::status=${work}/status`, `Dir::Cache=${work}/cache`, 'APT::Sandbox::User=root']
  const apt = ['-q', ...options.flatMap((option) => ['-o', option])]
  await must('apt-get', [...apt, 'update'])
  await must('apt-get', [...apt, 'install', '-y', '--no-install-recommends', '--download-only', 'llama.cpp-tools'])
  const archives = join(work, 'cache', 'archives')
  for (const name of readdirSync(archives).filter((one) => one.endsWith('.deb'))) await must('dpkg', ['-x', join(archives, name), join(work, 'root')])
}

function fillRoot(root) {
  for (const name of ['lib', 'lib64', 'bin', 'sbin']) if (!existsSync(join(root, name))) symlinkSync(`usr/${name}`, join(root, name))
  for (const name of ['usr/lib64', 'tmp', 'proc', 'sys', 'dev', 'data', 'models', 'run/instance']) mkdirSync(join(root, name), { recursive: true })
  // A mount point that is a file.
  writeFileSync(join(root, 'model.gguf'), '')
}

/** As llama.cpp's own releases lie on a disk; the C library too, for this machine's may be older. */
async function besideEachOther(root, target) {
  await installPrograms({ '/usr/bin/patchelf': 'patchelf' })
  mkdirSync(target)
  for (const folder of [libraries, `${libraries}/llama`, `${libraries}/ggml/backends0`]) {
    for (const name of readdirSync(join(root, folder)).filter((one) => /\.so(\.\d+)*$/.test(one))) copyFileSync(join(root, folder, name), join(target, name))
  }
  const program = join(target, 'llama-server')
  copyFileSync(join(root, 'usr', 'bin', 'llama-server'), program)
  chmodSync(program, 0o755)
  await must('patchelf', ['--set-interpreter', `${insideSandbox}/ld-linux-x86-64.so.2`, program])
  const own = readdirSync(target).filter((name) => /^lib(llama|ggml|mtmd)/.test(name)).map((name) => join(target, name))
  await must('patchelf', ['--force-rpath', '--set-rpath', '$ORIGIN', program, ...own])
}

async function must(program, args) {
  const { status, output } = await quietly(program, args)
  if (status !== 0) throw new Refusal(`${program} ${args.join(' ')} failed:\n${output.slice(-2000)}`)
}
