import { useLocale, useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/data/relative-time'
import { Timeline } from '@/components/data/timeline'
import { keyScopes, type KeyScope } from '@/lib/auth/actor'
import type { KeyChangeView, KeyEventView } from '@/lib/domain/keys/view'
import { formatDateTime, formatNumber } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { parsePicos } from '@/lib/kernel/rate'
import { formatPicos } from '@/lib/kernel/money'

type Props = { events: readonly KeyEventView[]; now: Date; timeZone: string; currency: string }

const acts = { 'keys.create': 'create', 'keys.update': 'update', 'keys.renew': 'renew', 'keys.revoke': 'revoke' } as const
const tones = { create: 'success', update: 'neutral', renew: 'info', revoke: 'danger' } as const

/** What happened to a key, newest first, each change as before → after. */
export function KeyHistory({ events, now, timeZone, currency }: Props) {
  const t = useTranslations('keys')
  const locale = useLocale() as Locale
  if (events.length === 0) return <p className="text-text-2">{t('detail.historyEmpty')}</p>
  return (
    <Timeline items={events.map((event) => {
      const act = acts[event.action as keyof typeof acts] ?? 'update'
      const until = event.oldSecretEndsAt ? t('event.oldSecret', { at: formatDateTime(event.oldSecretEndsAt, locale, timeZone) }) : null
      const actor = event.actorKind === 'apiKey' ? t('event.byKey', { name: isolated(event.actorName ?? '') }) : event.actorName
      return {
        id: event.id, tone: tones[act], title: <span className="font-medium">{t(`event.${act}`)}</span>, actor, time: <RelativeTime at={event.createdAt} now={now} timeZone={timeZone} />,
        detail: event.changes.length > 0 || until ? <div className="grid gap-1">{until ? <p>{until}</p> : null}<Changes changes={event.changes} timeZone={timeZone} currency={currency} /></div> : null,
      }
    })} />
  )
}

const isScope = (text: string): text is KeyScope => (keyScopes as readonly string[]).includes(text)

type FieldName = 'name' | 'scopes' | 'models' | 'allowed_ips' | 'requests_per_minute' | 'requests_per_hour' | 'requests_per_day' | 'tokens_per_minute' | 'concurrent_requests' | 'spend_cap_day' | 'spend_cap_week' | 'spend_cap_month' | 'expires_at' | 'hint'

function Changes({ changes, timeZone, currency }: { changes: readonly KeyChangeView[]; timeZone: string; currency: string }) {
  const [t, scopes] = [useTranslations('keys.event'), useTranslations('keys.form.scope')]
  const locale = useLocale() as Locale
  const textOf = (field: string, value: KeyChangeView['before']): string => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return t('nothing')
    if (Array.isArray(value)) return field === 'scopes' ? value.map((scope) => (isScope(scope) ? scopes(scope) : scope)).join(' · ') : ltr(value.join(', '))
    if (typeof value === 'number') return ltr(formatNumber(value))
    if (field === 'expires_at') return formatDateTime(new Date(value), locale, timeZone)
    return field.startsWith('spend_cap') ? ltr(formatPicos(parsePicos(value) ?? 0n, currency)) : value
  }
  return (
    <dl className="grid gap-1">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="flex flex-wrap gap-x-2">
          <dt className="text-text-3">{t(`field.${field as FieldName}`)}</dt>
          <dd className="min-w-0 break-words">
            {before === null ? null : <><del className="text-text-3"><bdi>{textOf(field, before)}</bdi></del>{' '}<span aria-hidden="true" className="inline-block rtl:-scale-x-100">→</span>{' '}</>}
            <ins className="no-underline"><bdi>{textOf(field, after)}</bdi></ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
