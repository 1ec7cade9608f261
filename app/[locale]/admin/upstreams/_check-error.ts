import { getTranslations } from 'next-intl/server'
import type { UpstreamView } from '@/lib/domain/admin/view'

/** What is wrong with a server in one sentence, or null: what requests met first, then what the last check found. */
export async function checkErrorText(): Promise<(upstream: Pick<UpstreamView, 'health' | 'lastCheckError' | 'failures'>) => string | null> {
  const t = await getTranslations('admin.upstreams')
  return ({ health, lastCheckError, failures }) => {
    if (health === 'refused') return t('reasons.unauthorized')
    if (health === 'limited') return t('reasons.busy')
    if ((health === 'open' || health === 'probing') && failures > 0) return t('failing', { count: failures })
    return lastCheckError && t.has(`reasons.${lastCheckError}`) ? t(`reasons.${lastCheckError}`) : null
  }
}
