import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { FactStrip } from '@/components/data/fact-strip'
import { PageHeader } from '@/components/data/page-header'
import { NoValue } from '@/components/data/date-time'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import { listSecurityEvents, listSessions } from '@/lib/domain/accounts'
import { portalContext } from '@/lib/http/context'
import { SettingsTabs } from '../_components/settings-tabs'
import { UnverifiedNotice } from '../_components/unverified-notice'
import { HistoryCard } from './_components/history-card'
import { PasswordCard } from './_components/password-card'
import { SessionsCard } from './_components/sessions-card'

type Props = { searchParams: Promise<{ cursor?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('security') }
}

/** Is anyone else in here? */
export default async function SecurityPage({ searchParams }: Props) {
  const [ctx, { cursor }, t] = [await portalContext(), await searchParams, await getTranslations('accounts')]
  const [sessions, history] = await Promise.all([
    listSessions(ctx, { limit: 100 }),
    listSecurityEvents(ctx, { limit: 10, ...(typeof cursor === 'string' ? { cursor } : {}) }),
  ])
  const { user, client } = ctx.session
  const [now, timeZone] = [ctx.clock.now(), client.timeZone]
  const last = sessions.data.find((session) => !session.isCurrent)
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('security.title')} lead={t('security.lead')} />
      <SettingsTabs current="security" />
      {user.emailVerifiedAt ? null : <UnverifiedNotice email={user.email} />}
      <FactStrip facts={[
        { label: t('security.address'), value: <ToneBadge tone={user.emailVerifiedAt ? 'success' : 'warning'}>{t(user.emailVerifiedAt ? 'profile.confirmed' : 'profile.unconfirmed')}</ToneBadge> },
        { label: t('security.openSessions'), value: t('security.sessionCount', { count: sessions.data.length }) },
        { label: t('security.lastElsewhere'), value: last ? <RelativeTime at={last.lastSeenAt} now={now} timeZone={timeZone} /> : <NoValue />, ...(last?.device ? { hint: <bdi>{last.device}</bdi> } : {}) },
      ]} />
      <SessionsCard sessions={sessions.data} now={now} timeZone={timeZone} />
      <PasswordCard email={user.email} />
      <HistoryCard events={history.data} nextCursor={history.nextCursor} isLaterPage={cursor !== undefined} timeZone={timeZone} />
    </div>
  )
}
