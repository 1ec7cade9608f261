import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { closePool } from '@/lib/db/pool'
import { untilIdle } from '@/lib/domain/gateway'
import { drainable } from '@/lib/edge/drain'
import { createEdge } from '@/lib/edge/server'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { requireEnv } from '@/lib/require-env'
import { closeLimiter } from '@/lib/providers/limits/configured'

/** The process that owns the public port. */
async function main(): Promise<void> {
  requireEnv()
  const { PORT, WEB_ORIGIN, GATEWAY_DRAIN_MS } = env()
  const server = createEdge(WEB_ORIGIN)
  const drain = drainable(server)
  server.listen(PORT)
  await once(server, 'listening')
  log.info({ port: PORT, pid: process.pid }, 'gateway listens')
  let isStopping = false
  const end = (signal: string): void => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'gateway takes no new connections and finishes what runs')
    // Streams whose client has left are read on and billed: they are waited for too.
    Promise.race([drain().then(untilIdle), sleep(GATEWAY_DRAIN_MS)]).then(closeLimiter).then(closePool).then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
}

function fail(error: unknown): void {
  log.fatal({ err: error }, 'gateway failed')
  process.exit(1)
}

await main().catch(fail)
