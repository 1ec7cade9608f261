import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from './fail.mjs'
import { quietly } from './install.mjs'
import { kubernetes } from './kubernetes.mjs'
import { removeCluster, removeDeadClusters } from './kubernetes-leftovers.mjs'
import { startNode } from './kubernetes-node.mjs'
import { dataPath } from './paths.mjs'
import { freePort } from './ports.mjs'

const START_MS = 300_000

/**
 * A Kubernetes of the tests' own on this machine: etcd, API server, controllers and scheduler; with `hasNode` also a node that runs
 * pods (containerd, kubelet). Needs root. Resolves to `{ kubeconfig, configFor, importImage, stop }`: the path of an administrator's
 * kubeconfig, one for any bearer token, a way to give the node an image's archive, and the end of it.
 */
export async function startCluster({ hasNode = false } = {}) {
  if (process.getuid?.() !== 0) throw new Refusal('a Kubernetes is started by root only')
  const programs = await kubernetes({ say: (text) => console.log(text) })
  const home = dataPath('test-kubernetes')
  await removeDeadClusters(home)
  const folder = join(home, String(process.pid))
  await removeCluster(folder)
  mkdirSync(folder, { recursive: true })
  const [etcd, peer, api, extra] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const token = randomBytes(16).toString('hex')
  const configFor = kubeconfigs(folder, api)
  const children = []
  const start = (program, args) => children.push(daemon(folder, program, args))
  let node
  const stop = async () => {
    await node?.stop()
    for (const child of children.toReversed()) await end(child)
    await removeCluster(folder)
  }
  try {
    writeKeys(folder, token)
    start('/usr/bin/etcd', etcdFlags(folder, etcd, peer))
    start(join(programs, 'kube-apiserver'), apiFlags(folder, etcd, api))
    const kubeconfig = configFor('admin', token)
    await answering(api, token, children)
    start(join(programs, 'kube-controller-manager'), ['--kubeconfig', kubeconfig, '--leader-elect=false', '--service-account-private-key-file', join(folder, 'sa.key'), '--secure-port', String(extra), '--port=0', '--cert-dir', folder, '--v=1'])
    start(join(programs, 'kube-scheduler'), ['--kubeconfig', kubeconfig, '--leader-elect=false', '--port=0', '--secure-port=0', '--v=1'])
    if (hasNode) node = await startNode({ folder, programs, kubeconfig, start: (program, args) => daemon(folder, program, args), end, isReady: () => nodeIsReady(api, token) })
    return { kubeconfig, configFor, importImage: (path) => node.importImage(path), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const etcdFlags = (folder, client, peer) => [
  '--data-dir', join(folder, 'etcd'), '--listen-client-urls', `http://127.0.0.1:${client}`, '--advertise-client-urls', `http://127.0.0.1:${client}`,
  '--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`, '--initial-cluster', `default=http://127.0.0.1:${peer}`, '--logger', 'zap', '--log-level', 'error',
]

const apiFlags = (folder, etcd, port) => [
  '--etcd-servers', `http://127.0.0.1:${etcd}`, '--bind-address', '127.0.0.1', '--secure-port', String(port), '--cert-dir', folder, '--token-auth-file', join(folder, 'tokens.csv'),
  '--authorization-mode', 'Node,RBAC', '--service-cluster-ip-range', '10.96.0.0/16', '--service-account-issuer', 'https://kubernetes.test', '--service-account-signing-key-file', join(folder, 'sa.key'),
  '--service-account-key-file', join(folder, 'sa.pub'), '--kubelet-preferred-address-types', 'InternalIP', '--advertise-address', '127.0.0.1', '--endpoint-reconciler-type', 'none', '--v=1',
]

function writeKeys(folder, token) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  writeFileSync(join(folder, 'sa.key'), privateKey, { mode: 0o600 })
  writeFileSync(join(folder, 'sa.pub'), publicKey)
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 })
}

function kubeconfigs(folder, port) {
  return (name, token) => {
    const path = join(folder, `${name}.kubeconfig`)
    writeFileSync(path, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': name,
      clusters: [{ name: 'test', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
      users: [{ name, user: { token } }], contexts: [{ name, context: { cluster: 'test', user: name } }],
    }), { mode: 0o600 })
    return path
  }
}

/** Starts a program whose output goes to a log of its own beside the others. */
function daemon(folder, program, args) {
  const log = openSync(dataPath('logs', `test-${program.split('/').at(-1)}.log`), 'w')
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log] })
  child.once('error', () => undefined)
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  if ((await Promise.race([ended, sleep(10_000, 'late', { ref: false })])) !== 'late') return
  child.kill('SIGKILL')
  await ended
}

async function ask(port, token, path) {
  const { status, output } = await quietly('curl', ['-sk', '--max-time', '5', '-H', `Authorization: Bearer ${token}`, `https://127.0.0.1:${port}${path}`])
  return status === 0 ? output : ''
}

async function answering(port, token, children) {
  const deadline = performance.now() + START_MS
  for (;;) {
    if (children.some((child) => child.exitCode !== null)) throw new Error('the API server did not start: see .data/logs/test-kube-apiserver.log')
    if ((await ask(port, token, '/readyz')) === 'ok') return
    if (performance.now() > deadline) throw new Error(`the API server does not answer: ${readFileSync(dataPath('logs', 'test-kube-apiserver.log'), 'utf8').slice(-1000)}`)
    await sleep(200)
  }
}

async function nodeIsReady(port, token) {
  const text = await ask(port, token, '/api/v1/nodes')
  const nodes = text === '' ? [] : (JSON.parse(text).items ?? [])
  return nodes.some(({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
}
