import type { Task } from 'graphile-worker'
import { followChains, isAnyoneWaiting } from '@/lib/domain/billing'
import { plus, seconds } from '@/lib/kernel/clock'
import { log } from '@/lib/log'
import { configuredProviders } from '@/lib/providers/configured'
import { jobCtx } from './job-ctx'

/** While somebody may be waiting for coins the next look comes so soon after this one. */
const pauseMs = seconds(10)

/** Reads the chains on; once a minute, and more often while somebody may be waiting. */
export const followAllChains: Task = async (_payload, { addJob }) => {
  const ctx = jobCtx('follow_chains')
  if (ctx.providers.chains.length === 0) return
  for (const { network, height, changed, failure } of await followChains(ctx)) {
    if (failure !== null) log.warn({ task: 'follow_chains', network, height, failure }, 'a chain could not be read')
    else if (changed > 0) log.info({ task: 'follow_chains', network, height, changed }, 'coins moved')
  }
  if (!await isAnyoneWaiting(ctx)) return
  await addJob('follow_chains', {}, { runAt: plus(ctx.clock.now(), pauseMs), jobKey: 'follow_chains', queueName: 'follow_chains', maxAttempts: 1 })
}

/**
 * Says at the start of a worker which coins are received and where the first address lies, for comparison with the operator's wallet. A node that
 * cannot be used ends nothing: it is told, and asked again.
 */
export async function tellChains(): Promise<void> {
  for (const source of configuredProviders().chains) {
    const facts = { network: source.network, assets: source.assets, firstAddress: source.addressAt(0) }
    log.info(facts, 'coins are received')
    const { ok, reason } = await source.health().catch((error: unknown) => ({ ok: false, reason: error instanceof Error ? error.message : String(error) }))
    if (!ok) log.error({ network: source.network, reason }, 'a chain cannot be used')
  }
}
