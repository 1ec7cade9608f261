import { isCurrentKey, open, seal } from '@/lib/auth/secret-box'
import { platformDb } from '@/lib/db/platform-db'
import { log } from '@/lib/log'
import { upstreamSecretContext } from '@/lib/providers/inference/target'

/**
 * Seals upstream secrets anew that were sealed with a former MASTER_KEY, so that it can be thrown away.
 * @returns how many were
 */
export async function resealUpstreams(): Promise<number> {
  const rows = await platformDb.upstream.findMany({ where: { secretKeyId: { not: null } }, select: { id: true, baseUrl: true, secretCiphertext: true, secretKeyId: true } })
  let count = 0
  for (const { id, baseUrl, secretCiphertext, secretKeyId } of rows) {
    if (!secretCiphertext || !secretKeyId || isCurrentKey(secretKeyId)) continue
    try {
      const context = upstreamSecretContext(id, baseUrl)
      const { ciphertext, keyId } = seal(open(secretCiphertext, secretKeyId, context), context)
      // Only where nobody saved another secret meanwhile.
      const { count: changed } = await platformDb.upstream.updateMany({ where: { id, baseUrl, secretKeyId, secretCiphertext }, data: { secretCiphertext: ciphertext, secretKeyId: keyId } })
      count += changed
    } catch (error) {
      log.warn({ upstreamId: id, err: error }, 'a secret stays sealed with a former key')
    }
  }
  if (count > 0) log.info({ count }, 'upstream secrets sealed with the present MASTER_KEY')
  return count
}
