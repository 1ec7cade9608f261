import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the ports that systems lend to outgoing connections: such a one could take a port before its server listens on it.
const [lowest, count] = [20_000, 10_000]
const given = new Set()

/** Whether this process could listen on `port` now. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** `preferred` when it is free, else any that is and that this process was not given before. */
export async function freePort(preferred = 0, host = '127.0.0.1') {
  if (preferred > 0 && (await isFree(preferred, host))) return preferred
  for (let tries = 0; tries < count; tries++) {
    const port = lowest + randomInt(count)
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port, host)) return port
  }
  throw new Error(`no free port among ${lowest} to ${lowest + count - 1}`)
}
