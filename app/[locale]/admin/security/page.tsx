import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { SecurityCards } from '@/components/accounts/security-cards'
import { PageHeader } from '@/components/data/page-header'
import { listSecurityEvents, listSessions } from '@/lib/domain/accounts'
import { staffContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { routes } from '@/lib/routes'
import { changePasswordAction, revokeSessionAction } from '../../(portal)/settings/actions'

type Props = { searchParams: Promise<{ cursor?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('security') }
}

/** The same for a member of staff, who has no client; times are in UTC as everywhere in the console. */
export default async function StaffSecurityPage({ searchParams }: Props) {
  const [ctx, { cursor }, t] = [await staffContext(), await pageQuery(searchParams), await getTranslations('accounts')]
  const [sessions, { data: events, nextCursor }] = await Promise.all([
    listSessions(ctx, { limit: 100 }),
    listSecurityEvents(ctx, { limit: 10, ...(cursor ? { cursor } : {}) }),
  ])
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('security.title')} lead={t('security.staffLead')} />
      <SecurityCards
        user={ctx.session.user} sessions={sessions.data} now={ctx.clock.now()} timeZone="UTC"
        actions={{ revoke: revokeSessionAction, changePassword: changePasswordAction }}
        history={{ events, previousHref: cursor ? routes.adminSecurity() : undefined, nextHref: nextCursor ? routes.adminSecurity({ cursor: nextCursor }) : undefined }}
      />
    </div>
  )
}
