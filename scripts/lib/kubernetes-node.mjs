import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quietly } from './install.mjs'

const START_MS = 300_000
/** What is still there after so many is ended with the cluster's folder. */
const END_TRIES = 50
const bridge = 'mpk0'
const address = '10.231.0.1'
const pauseImage = 'matrix-platform/pause:test'

/** Why this machine cannot have a node, or null: its pods need a bridge. */
export async function nodeObstacle() {
  const probe = `${bridge}-try`
  await quietly('ip', ['link', 'delete', probe])
  const { status, output } = await quietly('ip', ['link', 'add', probe, 'type', 'bridge'])
  if (status === 0) await quietly('ip', ['link', 'delete', probe])
  return status === 0 ? null : `a bridge for its pods cannot be made: ${output.trim()}`
}

/** A node of a test's cluster on this machine: a bridge for its pods, containerd, kubelet. */
export async function startNode({ folder, programs, kubeconfig, start, end, isReady }) {
  const socket = join(folder, 'cd.sock')
  const restore = keptSettings()
  const logsBefore = podLogs()
  await layBridge()
  writeConfigs(folder, socket)
  const containerd = start('/usr/bin/containerd', ['--config', join(folder, 'containerd.toml')])
  const ctr = (...args) => quietly('ctr', ['-a', socket, '-n', 'k8s.io', ...args])
  await until(async () => (await ctr('version')).status === 0, 'containerd does not answer')
  const importImage = async (path) => {
    const { status, output } = await ctr('images', 'import', path)
    if (status !== 0) throw new Error(`the image is not taken: ${output}`)
  }
  await importImage(await pauseArchive(folder))
  const kubelet = start(join(programs, 'kubelet'), [
    '--kubeconfig', kubeconfig, '--config', join(folder, 'kubelet.json'), '--root-dir', join(folder, 'kubelet'), '--cert-dir', join(folder, 'kubelet-pki'), '--node-ip', address, '--hostname-override', 'node',
    '--container-runtime', 'remote', '--container-runtime-endpoint', `unix://${socket}`, '--network-plugin', 'cni', '--cni-conf-dir', join(folder, 'cni'), '--cni-bin-dir', '/usr/lib/cni', '--v=2',
  ])
  const stop = async () => {
    await end(kubelet)
    restore()
    for (let tries = 0; tries < END_TRIES; tries += 1) {
      const { status, output } = await ctr('containers', 'list', '-q')
      const left = status === 0 ? output.split('\n').filter(Boolean) : []
      if (left.length === 0) break
      for (const id of left) {
        await ctr('tasks', 'delete', '--force', id)
        await ctr('containers', 'delete', id)
      }
      await sleep(200)
    }
    await end(containerd)
    await quietly('ip', ['link', 'delete', bridge])
    rmSync('/var/lib/cni/networks/matrix-platform-test', { recursive: true, force: true })
    for (const name of podLogs().filter((name) => !logsBefore.includes(name))) rmSync(join(POD_LOGS, name), { recursive: true, force: true })
  }
  try {
    await until(isReady, 'the node does not get ready: see .data/logs/test-kubelet.log')
    restore()
  } catch (error) {
    await stop()
    throw error
  }
  return { importImage, stop }
}

/** kubelet changes these for the whole machine at its start, which is not ours; gives back what puts them back. */
function keptSettings() {
  const paths = ['kernel/panic', 'kernel/panic_on_oops', 'vm/overcommit_memory', 'vm/panic_on_oom', 'kernel/keys/root_maxkeys', 'kernel/keys/root_maxbytes'].map((name) => `/proc/sys/${name}`)
  const kept = paths.map((path) => [path, readFileSync(path, 'utf8')])
  return () => {
    for (const [path, value] of kept) if (readFileSync(path, 'utf8') !== value) writeFileSync(path, value)
  }
}

const POD_LOGS = '/var/log/pods'
const podLogs = () => (existsSync(POD_LOGS) ? readdirSync(POD_LOGS) : [])

async function layBridge() {
  await quietly('ip', ['link', 'delete', bridge])
  for (const args of [['link', 'add', bridge, 'type', 'bridge'], ['addr', 'add', `${address}/24`, 'dev', bridge], ['link', 'set', bridge, 'up']]) {
    const { status, output } = await quietly('ip', args)
    if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${output}`)
  }
}

function writeConfigs(folder, socket) {
  for (const name of ['cni', 'kubelet']) mkdirSync(join(folder, name), { recursive: true })
  const network = { type: 'bridge', bridge, isGateway: true, ipMasq: false, ipam: { type: 'host-local', subnet: '10.231.0.0/24', rangeStart: '10.231.0.10', dataDir: '/var/lib/cni/networks' } }
  writeFileSync(join(folder, 'cni', '10-test.conflist'), JSON.stringify({ cniVersion: '0.3.1', name: 'matrix-platform-test', plugins: [network] }))
  writeFileSync(join(folder, 'containerd.toml'), `version = 2
root = "${folder}/containerd"
state = "${folder}/cs"
[grpc]
  address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
`)
  writeFileSync(join(folder, 'kubelet.json'), JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', address: '0.0.0.0', authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' }, cgroupDriver: 'cgroupfs', podPidsLimit: 64, failSwapOn: false, enforceNodeAllocatable: [], evictionHard: { 'memory.available': '0%', 'nodefs.available': '0%', 'imagefs.available': '0%' },
    imageGCHighThresholdPercent: 100, clusterDomain: 'cluster.local', resolvConf: '', healthzPort: 0, readOnlyPort: 0, oomScoreAdj: 0, makeIPTablesUtilChains: false,
  }))
}

/** What holds a pod's namespaces: Debian's catatonit, which waits and reaps. */
async function pauseArchive(folder) {
  const work = join(folder, 'pause')
  mkdirSync(join(work, 'root'), { recursive: true })
  mkdirSync(join(work, 'archive'))
  cpSync('/usr/bin/catatonit', join(work, 'root', 'pause'))
  const layer = join(work, 'archive', 'layer.tar')
  await quietly('tar', ['-C', join(work, 'root'), '-cf', layer, '.'])
  const digest = (await quietly('sha256sum', [layer])).output.slice(0, 64)
  const config = JSON.stringify({ architecture: process.arch === 'x64' ? 'amd64' : process.arch, os: 'linux', config: { Entrypoint: ['/pause', '-P'] }, rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] } })
  const name = `${createHash('sha256').update(config).digest('hex')}.json`
  writeFileSync(join(work, 'archive', name), config)
  writeFileSync(join(work, 'archive', 'manifest.json'), JSON.stringify([{ Config: name, RepoTags: [pauseImage], Layers: ['layer.tar'] }]))
  const path = join(folder, 'pause.tar')
  await quietly('tar', ['-C', join(work, 'archive'), '-cf', path, '.'])
  return path
}

async function until(isSo, complaint) {
  const deadline = performance.now() + START_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(complaint)
    await sleep(300)
  }
}
