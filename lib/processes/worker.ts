import { closePool } from '@/lib/db/pool'
import { tellChains } from '@/lib/jobs/chain-tasks'
import { startWorker } from '@/lib/jobs/worker'
import { log } from '@/lib/log'
import { requireEnv } from '@/lib/require-env'

/** The process that carries out jobs: mails, payments, sweeps, billing runs. Any number of them may run. */
async function main(): Promise<void> {
  requireEnv()
  const stop = await startWorker()
  log.info({ pid: process.pid }, 'worker started')
  tellChains().catch((error: unknown) => log.error({ err: error }, 'the chains could not be told'))
  let isStopping = false
  const end = (signal: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'worker stops after the jobs in hand')
    stop().then(closePool).then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', () => end('SIGTERM'))
  process.on('SIGINT', () => end('SIGINT'))
}

function fail(error: unknown): void {
  log.fatal({ err: error }, 'worker failed')
  process.exit(1)
}

await main().catch(fail)
