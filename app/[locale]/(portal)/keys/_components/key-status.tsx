import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Status } from '@/components/data/status'
import { keyState, type KeyView } from '@/lib/domain/keys/view'

type Props = { keyView: KeyView; now: Date; timeZone: string; isOverCap: boolean }

/** A key's state with the day that matters to it. */
export function KeyStatus({ keyView: key, now, timeZone, isOverCap }: Props) {
  const t = useTranslations('keys.renew')
  const state = keyState(key, now, isOverCap)
  const at = { expiring: key.expiresAt, expired: key.expiresAt, revoked: key.revokedAt, renewed: key.oldSecret?.endsAt ?? null, active: null, over_cap: null }[state]
  const day = at ? <DateTime at={at} timeZone={timeZone} show="date" /> : undefined
  return <Status domain="key" state={state} detail={state === 'renewed' ? <>{t('oldUntil')} {day}</> : day} />
}
