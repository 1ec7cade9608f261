// A real Kubernetes for tests, built from Debian's source package, which carries all its sources: node scripts/lib/kubernetes.mjs
// builds it once (about ten minutes on two cores) and keeps the programs below /var/cache, so that later runs find them.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPrograms } from './debian-packages.mjs'
import { Refusal, report } from './fail.mjs'
import { quietly } from './install.mjs'
import { withLock } from './lock.mjs'

const cache = '/var/cache/matrix-platform'
const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet']
/** Changed when what is built changes, so that a folder of before is not taken. */
const edition = '2'
/** The one vendored package that does not suit Debian's Go: it reads maps by their inner structure, which changed. */
const reflection = '/usr/share/gocode/src/github.com/modern-go/reflect2'
const SIX_HOURS_MS = 6 * 3600_000

/** Program → the Debian package that brings it. */
const runs = { '/usr/bin/etcd': 'etcd-server', '/usr/bin/containerd': 'containerd', '/usr/sbin/runc': 'runc', '/usr/lib/cni/bridge': 'containernetworking-plugins', '/usr/bin/catatonit': 'catatonit', '/usr/sbin/iptables': 'iptables', '/usr/sbin/ip': 'iproute2', '/usr/bin/curl': 'curl' }
const builds = { '/usr/bin/go': 'golang-go', '/usr/bin/rsync': 'rsync', '/usr/bin/jq': 'jq', '/usr/bin/dpkg-source': 'dpkg-dev', '/usr/bin/make': 'make', [reflection]: 'golang-github-modern-go-reflect2-dev' }

/** The folder with the built programs, or null when they have not been built. */
export function builtKubernetes() {
  if (!existsSync(cache)) return null
  const folders = readdirSync(cache).filter((name) => name.startsWith(`kubernetes-${edition}-`)).map((name) => join(cache, name))
  return folders.find((folder) => programs.every((name) => existsSync(join(folder, name)))) ?? null
}

/** The folder with Kubernetes' programs; builds them when they are not there. Needs root and the Debian registry for that. */
export async function kubernetes({ say = () => undefined } = {}) {
  await installPrograms(runs)
  const built = builtKubernetes()
  if (built !== null) return built
  mkdirSync(cache, { recursive: true })
  return withLock(join(cache, 'kubernetes.lock'), async () => builtKubernetes() ?? build(say), SIX_HOURS_MS)
}

async function build(say) {
  await installPrograms(builds)
  const work = join(cache, 'building')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    const { version, folder } = await source(work)
    say(`building Kubernetes ${version}`)
    await compile(work, folder)
    const home = join(cache, `kubernetes-${edition}-${version.replaceAll(/[^\w.-]/g, '-')}`)
    rmSync(home, { recursive: true, force: true })
    const draft = join(work, 'programs')
    mkdirSync(draft)
    for (const name of programs) renameSync(join(folder, '_output', 'local', 'go', 'bin', name), join(draft, name))
    renameSync(draft, home)
    return home
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Fetches and unpacks the source package with lists of our own: the machine's settings stay as they are. */
async function source(work) {
  const lists = join(work, 'lists')
  const sources = join(work, 'sources')
  for (const folder of [join(lists, 'partial'), sources]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(sources, 'source.sources'), sourcesOf(readFileSync('/etc/apt/sources.list.d/debian.sources', 'utf8')))
  const apt = ['-q', '-o', 'Dir::Etc::sourcelist=/dev/null', '-o', `Dir::Etc::sourceparts=${sources}`, '-o', `Dir::State::lists=${lists}`, '-o', 'APT::Sandbox::User=root']
  await must('apt-get', [...apt, 'update'], { cwd: work })
  await must('apt-get', [...apt, 'source', '-d', 'kubernetes'], { cwd: work })
  const description = readdirSync(work).find((name) => name.endsWith('.dsc'))
  await must('dpkg-source', ['--no-check', '-x', description, 'kubernetes'], { cwd: work })
  const version = /^Version: (.+)$/m.exec(readFileSync(join(work, description), 'utf8'))[1]
  return { version, folder: join(work, 'kubernetes') }
}

const sourcesOf = (text) => text.replaceAll(/^Types:.*$/gm, 'Types: deb-src')

/** As the package's own rules do it, but statically and only what a cluster needs. */
async function compile(work, folder) {
  const vendored = join(folder, 'vendor', 'github.com', 'modern-go', 'reflect2')
  rmSync(vendored, { recursive: true })
  cpSync(reflection, vendored, { recursive: true, dereference: true })
  const goPath = join(work, 'go')
  mkdirSync(join(goPath, 'src', 'k8s.io'), { recursive: true })
  symlinkSync(folder, join(goPath, 'src', 'k8s.io', 'kubernetes'))
  const env = { ...process.env, GOPATH: goPath, GOCACHE: join(work, 'cache'), GOFLAGS: '-mod=vendor', GO111MODULE: 'off', CGO_ENABLED: '0', HOME: work }
  const what = programs.map((name) => `cmd/${name}`).join(' ')
  await must('nice', ['-n', '19', 'make', `WHAT=${what}`, 'GOFLAGS=-v', 'GOLDFLAGS=-s -w'], { cwd: join(goPath, 'src', 'k8s.io', 'kubernetes'), env })
}

async function must(program, args, options) {
  const { status, output } = await quietly(program, args, options)
  if (status !== 0) throw new Refusal(`${program} ${args.join(' ')} failed:\n${output.slice(-4000)}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await kubernetes({ say: (text) => console.log(text) }))
  } catch (error) {
    report(error)
  }
}
