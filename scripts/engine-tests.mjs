// npm run test:engines: the engines of others, the real programs, held to what every engine owes. For now llama.cpp's server, fetched from
// Debian's unstable suite. What cannot be had here is said.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { report } from './lib/fail.mjs'
import { INSTANCES } from './lib/instance-runs.mjs'
import { llamaServer } from './lib/llama-server.mjs'
import { root } from './lib/paths.mjs'

try {
  console.log(`llama-server: ${(await llamaServer()).program}`)
  const args = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', INSTANCES]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ENGINE_TESTS: '1' } })
  process.exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', (status) => resolve(status ?? 1)))
  console.log('not run: vllm, ollama: what is told them and expected of them follows their published sources')
} catch (error) {
  report(error)
}
