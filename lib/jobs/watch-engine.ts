import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { checkUpstreams } from './check-upstreams'
import { pause } from './leader'
import { resealInstances } from './reseal-instances'
import { resealUpstreams } from './reseal-upstreams'

const engineEveryMs = 10_000
const upstreamsEveryMs = 60_000
const patienceMs = 5_000

async function isEngineReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/health', url), { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]), redirect: 'error' })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

/** Looks at the embedded engine every ten seconds; when it came or went, the servers that lean on it are asked at once. */
export async function watchEngine(signal: AbortSignal): Promise<void> {
  const { ENGINE_URL } = env()
  let was: boolean | undefined
  while (ENGINE_URL && !signal.aborted) {
    const isReady = await isEngineReady(ENGINE_URL, signal)
    if (isReady !== was && !signal.aborted) {
      log[isReady ? 'info' : 'warn']({ isReady }, 'engine changed')
      await checkUpstreams({ houseOnly: true }).catch(complain)
    }
    was = isReady
    await pause(engineEveryMs, signal)
  }
}

/** Asks every enabled server once a minute; first of all their secrets are brought under the present key. */
export async function watchUpstreams(signal: AbortSignal): Promise<void> {
  await resealUpstreams().catch(complain)
  await resealInstances().catch(complain)
  while (!signal.aborted) {
    await checkUpstreams().catch(complain)
    await pause(upstreamsEveryMs, signal)
  }
}

const complain = (error: unknown): void => log.error({ err: error }, 'upstreams could not be checked')
