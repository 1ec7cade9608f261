// npm run instances:image: makes the model server's image, .data/images/model-server.tar, and gives it to the container engine
// of this machine (DOCKER_HOST, or /var/run/docker.sock) when one answers. [--no-load] [tag]
import Docker from 'dockerode'
import { buildEngineImage, houseImage, loadImage } from './lib/engine-image.mjs'
import { report } from './lib/fail.mjs'
import { engineInstalled, installEngine } from '../house-model/install.mjs'

async function main(args) {
  const tag = args.find((word) => !word.startsWith('-')) ?? houseImage
  if (!engineInstalled()) await installEngine()
  const path = await buildEngineImage(tag)
  console.log(`${tag}: ${path}`)
  if (args.includes('--no-load')) return
  const docker = new Docker()
  const isThere = await docker.ping().then(() => true, () => false)
  if (!isThere) return console.log('no container engine answers: docker load -i, or ctr -n k8s.io images import, takes the file')
  await loadImage(docker, path)
  console.log('loaded')
}

await main(process.argv.slice(2)).catch(report)
