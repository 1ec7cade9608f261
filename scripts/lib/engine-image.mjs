import { copyFileSync, cpSync, createReadStream, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from './fail.mjs'
import { dataPath, root } from './paths.mjs'

const execute = promisify(execFile)

/** What INSTANCE_IMAGE_HOUSE is by default. */
export const houseImage = 'matrix-platform/model-server:latest'
/** Where the model server lies inside. */
const home = '/opt/model-server'

/**
 * Makes the image of the model server out of this machine's node, the libraries it needs and house-model, with nothing
 * from a registry: an archive that `docker load` and `ctr images import` read. Resolves to its path. The same files make
 * the same image. `engine`: another folder in house-model's place.
 */
export async function buildEngineImage(tag = houseImage, engine = join(root, 'house-model')) {
  const name = engine === join(root, 'house-model') ? 'model-server' : basename(engine)
  const folder = dataPath('images', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await fillRoot(join(folder, 'root'), engine)
  const layer = join(folder, 'layer.tar')
  await tar(layer, join(folder, 'root'))
  const config = imageConfig(await digestOf(layer))
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`
  const archive = join(folder, 'archive')
  mkdirSync(archive)
  writeFileSync(join(archive, configName), config)
  writeFileSync(join(archive, 'manifest.json'), JSON.stringify([{ Config: configName, RepoTags: [tag], Layers: ['layer.tar'] }]))
  cpSync(layer, join(archive, 'layer.tar'))
  const path = dataPath('images', `${name}.tar`)
  await tar(path, archive)
  rmSync(folder, { recursive: true, force: true })
  return path
}

/** Gives an archive to a container engine (a Docker client). */
export async function loadImage(docker, path) {
  const answers = await docker.loadImage(createReadStream(path))
  await new Promise((resolve, reject) => docker.modem.followProgress(answers, (error) => (error ? reject(error) : resolve())))
}

async function fillRoot(target, engine) {
  for (const name of ['usr/lib', 'usr/lib64', 'usr/bin', 'etc', 'tmp', 'proc', 'sys', 'dev', 'data', 'run/instance', `${home}/server`]) mkdirSync(join(target, name), { recursive: true })
  for (const name of ['lib', 'lib64', 'bin']) symlinkSync(`usr/${name}`, join(target, name))
  writeFileSync(join(target, 'etc/passwd'), 'root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/data:/sbin/nologin\n')
  // A mount point that is a file.
  writeFileSync(join(target, 'model.gguf'), '')
  const node = realpathSync(process.execPath)
  copyFileSync(node, join(target, 'usr/bin/node'))
  const isNeeded = (path) => !/\.test\.mjs$|gitRelease\.bundle$|\/\.(cache|bin)(\/|$)/.test(path)
  for (const name of ['server', 'weights', 'node_modules', 'package.json'].filter((part) => existsSync(join(engine, part)))) cpSync(join(engine, name), join(target, home, name), { recursive: true, filter: isNeeded })
  const { stdout } = await execute('find', [engine, '-name', '*.node', '-o', '-name', '*.so'])
  for (const library of await librariesOf([node, ...stdout.split('\n').filter(Boolean)])) {
    const path = join(target, library.startsWith('/usr/') ? library : `/usr${library}`)
    mkdirSync(dirname(path), { recursive: true })
    copyFileSync(realpathSync(library), path)
  }
}

/** The shared libraries of the system that these files load. */
async function librariesOf(files) {
  const { stdout } = await execute('ldd', files.filter((file) => existsSync(file)))
  const found = [...stdout.matchAll(/(?:=> |^\s)(\/\S+) \(0x/gm)].map(([, path]) => path)
  return [...new Set(found)].filter((path) => !path.startsWith(root))
}

function imageConfig(layerDigest) {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch]
  if (architecture === undefined || process.platform !== 'linux') throw new Refusal('the image is made on Linux (x64 or arm64)')
  return JSON.stringify({
    architecture, os: 'linux', created: '1970-01-01T00:00:00Z',
    config: { Entrypoint: ['/usr/bin/node', `${home}/server/main.mjs`], WorkingDir: '/data', User: '65534:65534', Env: ['PATH=/usr/bin', 'NODE_ENV=production', 'HOME=/data'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'npm run instances:image' }],
  })
}

async function tar(path, folder) {
  const plain = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=go=rX,u+rw']
  await execute('tar', ['-C', folder, ...plain, '-cf', path, '.'])
}

function digestOf(path) {
  const hash = createHash('sha256')
  return new Promise((resolve, reject) => {
    createReadStream(path).on('data', (part) => hash.update(part)).once('error', reject).once('end', () => resolve(hash.digest('hex')))
  })
}
