import { platformDb } from '@/lib/db/platform-db'
import { log } from '@/lib/log'
import { resealedInstanceSecret } from '@/lib/providers/instance-runtime/instance-secret'

/**
 * Seals the secrets of instances anew that were sealed with a former MASTER_KEY, so that it can be thrown away.
 * @returns how many were
 */
export async function resealInstances(): Promise<number> {
  const rows = await platformDb.privateInstance.findMany({ where: { status: { not: 'deleted' } }, select: { id: true, secretCiphertext: true, secretKeyId: true } })
  let count = 0
  for (const row of rows) {
    try {
      const next = resealedInstanceSecret(row)
      if (next) count += (await platformDb.privateInstance.updateMany({ where: { id: row.id, secretKeyId: row.secretKeyId }, data: next })).count
    } catch (error) {
      log.warn({ instanceId: row.id, err: error }, 'a secret stays sealed with a former key')
    }
  }
  if (count > 0) log.info({ count }, 'secrets of instances sealed with the present MASTER_KEY')
  return count
}
