import { platformDb } from '@/lib/db/platform-db'
import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { upstreamBreaker } from '@/lib/domain/gateway'
import { probeUpstream } from '@/lib/providers/inference/probe-upstream'
import { targetOf } from '@/lib/providers/inference/target'

const fields = { id: true, name: true, baseUrl: true, isHouse: true, secretCiphertext: true, secretKeyId: true, timeoutMs: true, lastCheckOk: true } as const

/** Asks every enabled server (or only the embedded engine) whether it serves, and keeps the answer where staff and routing read it. */
export async function checkUpstreams(options: { houseOnly?: boolean } = {}): Promise<void> {
  const upstreams = await platformDb.upstream.findMany({ where: { enabled: true, ...(options.houseOnly ? { isHouse: true } : {}) }, select: fields })
  await Promise.all(upstreams.map(async ({ id, name, lastCheckOk, ...row }) => {
    const reason = await reasonAgainst({ upstreamId: id, ...row })
    const ok = reason === null
    if (ok !== lastCheckOk) log.info({ upstream: name, ok, reason }, 'upstream changed')
    await platformDb.upstream.updateMany({ where: { id }, data: { lastCheckedAt: systemClock.now(), lastCheckOk: ok, lastCheckError: reason } })
    if (ok) await upstreamBreaker.noteHealthy(id)
    if (reason === 'unauthorized') await upstreamBreaker.noteFailure(id, 'unauthorized')
  }))
}

async function reasonAgainst(upstream: Parameters<typeof targetOf>[0]): Promise<string | null> {
  try {
    return (await probeUpstream(targetOf(upstream))).reason
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}
