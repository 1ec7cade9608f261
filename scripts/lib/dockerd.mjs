import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { installPrograms } from './debian-packages.mjs'
import { buildEngineImage, houseImage, loadImage } from './engine-image.mjs'
import { Refusal } from './fail.mjs'
import { dataPath } from './paths.mjs'

const needed = { '/usr/sbin/dockerd': 'docker.io', '/usr/bin/containerd': 'containerd', '/usr/sbin/runc': 'runc', '/usr/bin/tini-static': 'tini' }
const START_MS = 240_000

/**
 * A container engine of the tests' own: its own socket, its own data, no network of its own and nothing of the machine's
 * firewall touched. Needs root. Resolves to `{ host, docker, stop }`; `host` is a DOCKER_HOST.
 */
export async function startDockerd() {
  if (process.getuid?.() !== 0) throw new Refusal('a container engine is started by root only')
  await installPrograms(needed)
  // Short: paths of sockets end after 107 characters.
  const run = mkdtempSync(join(tmpdir(), 'mpd-'))
  const data = dataPath('test-docker', String(process.pid))
  mkdirSync(data, { recursive: true })
  const host = `unix://${run}/docker.sock`
  const log = openSync(dataPath('logs', 'test-dockerd.log'), 'a')
  const child = spawn('/usr/sbin/dockerd', [
    '--host', host, '--data-root', data, '--exec-root', join(run, 'x'), '--pidfile', join(run, 'pid'),
    '--exec-opt', 'native.cgroupdriver=cgroupfs', '--bridge', 'none', '--iptables=false', '--ip-masq=false',
  ], { stdio: ['ignore', log, log] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill)
  const docker = new Docker({ socketPath: `${run}/docker.sock` })
  const stop = async () => {
    await removeAll(docker)
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(20_000, undefined, { ref: false })])
    process.off('exit', kill)
    for (const folder of [run, data]) rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  try {
    await answering(docker, child)
  } catch (error) {
    await stop()
    throw error
  }
  return { host, docker, stop }
}

/** Makes the model server's image, or one with another engine's folder in its place, and loads it. Resolves to its name. */
export async function loadEngineImage(docker, tag = houseImage, engine = undefined) {
  await loadImage(docker, await buildEngineImage(tag, engine))
  return tag
}

async function answering(docker, child) {
  const deadline = performance.now() + START_MS
  for (;;) {
    if (child.exitCode !== null) throw new Error('dockerd ended at once: see .data/logs/test-dockerd.log')
    if (await docker.ping().then(() => true, () => false)) return
    if (performance.now() > deadline) throw new Error('dockerd does not answer: see .data/logs/test-dockerd.log')
    await sleep(50)
  }
}

async function removeAll(docker) {
  const containers = await docker.listContainers({ all: true }).catch(() => [])
  for (const { Id } of containers) await docker.getContainer(Id).remove({ force: true }).catch(() => undefined)
}
