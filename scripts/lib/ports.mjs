import { createServer } from 'node:net'

/** Whether this process could listen on `port` now. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** `preferred` when it is free, else a port the system picks. */
export async function freePort(preferred = 0, host = '127.0.0.1') {
  if (preferred > 0 && (await isFree(preferred, host))) return preferred
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
