import { getTranslations } from 'next-intl/server'
import { NoValue } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import type { FormAction } from '@/components/form/form'
import type { PasswordChangedView, RevokedSessionView, SecurityEventView, SessionView } from '@/lib/domain/accounts/view'
import { HistoryCard } from './history-card'
import { PasswordCard } from './password-card'
import { SessionsCard } from './sessions-card'

type Props = {
  user: { email: string; emailVerifiedAt: Date | null }
  sessions: SessionView[]
  history: { events: SecurityEventView[]; previousHref: string | undefined; nextHref: string | undefined }
  now: Date
  timeZone: string
  actions: { revoke: FormAction<RevokedSessionView>; changePassword: FormAction<PasswordChangedView> }
}

/** Is anyone else in here? The facts, the sessions, the password, the history: the same for clients and staff. */
export async function SecurityCards({ user, sessions, history, now, timeZone, actions }: Props) {
  const t = await getTranslations('accounts')
  const last = sessions.find((session) => !session.isCurrent)
  return (
    <>
      <FactStrip facts={[
        { label: t('security.address'), value: <ToneBadge tone={user.emailVerifiedAt ? 'success' : 'warning'}>{t(user.emailVerifiedAt ? 'profile.confirmed' : 'profile.unconfirmed')}</ToneBadge> },
        { label: t('security.openSessions'), value: t('security.sessionCount', { count: sessions.length }) },
        { label: t('security.lastElsewhere'), value: last ? <RelativeTime at={last.lastSeenAt} now={now} timeZone={timeZone} /> : <NoValue />, ...(last?.device ? { hint: <bdi>{last.device}</bdi> } : {}) },
      ]} />
      <SessionsCard sessions={sessions} now={now} timeZone={timeZone} revokeAction={actions.revoke} />
      <PasswordCard email={user.email} changeAction={actions.changePassword} />
      <HistoryCard {...history} timeZone={timeZone} />
    </>
  )
}
