import { useTranslations } from 'next-intl'
import type { KeyView } from '@/lib/domain/keys/view'

/** A key's own limits in one phrase. */
export function KeyLimits({ keyView }: { keyView: KeyView }) {
  const t = useTranslations('keys.limits')
  const parts = [
    keyView.requestsPerMinute === null ? null : t('rpm', { count: keyView.requestsPerMinute }),
    keyView.requestsPerHour === null ? null : t('rph', { count: keyView.requestsPerHour }),
    keyView.requestsPerDay === null ? null : t('rpd', { count: keyView.requestsPerDay }),
    keyView.tokensPerMinute === null ? null : t('tpm', { count: keyView.tokensPerMinute }),
    keyView.concurrentRequests === null ? null : t('concurrent', { count: keyView.concurrentRequests }),
    keyView.models.length === 0 ? null : t('models', { count: keyView.models.length }),
    keyView.allowedIps.length === 0 ? null : t('places', { count: keyView.allowedIps.length }),
  ].filter((part) => part !== null)
  return <span className="text-text-2">{parts.length === 0 ? t('plan') : parts.join(' · ')}</span>
}
