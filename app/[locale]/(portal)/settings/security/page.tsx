import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { SecurityCards } from '@/components/accounts/security-cards'
import { UnverifiedNotice } from '@/components/accounts/unverified-notice'
import { PageHeader } from '@/components/data/page-header'
import { listSecurityEvents, listSessions } from '@/lib/domain/accounts'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { routes } from '@/lib/routes'
import { changePasswordAction, resendVerificationAction, revokeSessionAction } from '../actions'
import { SettingsTabs } from '../_components/settings-tabs'

type Props = { searchParams: Promise<{ cursor?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('security') }
}

export default async function SecurityPage({ searchParams }: Props) {
  const [ctx, { cursor }, t] = [await portalContext(), await pageQuery(searchParams), await getTranslations('accounts')]
  const [sessions, { data: events, nextCursor }] = await Promise.all([
    listSessions(ctx, { limit: 100 }),
    listSecurityEvents(ctx, { limit: 10, ...(cursor ? { cursor } : {}) }),
  ])
  const { user, client } = ctx.session
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('security.title')} lead={t('security.lead')} />
      <SettingsTabs current="security" />
      {user.emailVerifiedAt ? null : <UnverifiedNotice email={user.email} resendAction={resendVerificationAction} />}
      <SecurityCards
        user={user} sessions={sessions.data} now={ctx.clock.now()} timeZone={client.timeZone}
        actions={{ revoke: revokeSessionAction, changePassword: changePasswordAction }}
        history={{ events, previousHref: cursor ? routes.security() : undefined, nextHref: nextCursor ? routes.security({ cursor: nextCursor }) : undefined }}
      />
    </div>
  )
}
