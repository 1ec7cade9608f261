import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { Pagination } from '@/components/data/pagination'
import { ToneBadge } from '@/components/data/status'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { SecurityEventView } from '@/lib/domain/accounts/view'

type Props = { events: SecurityEventView[]; previousHref: string | undefined; nextHref: string | undefined; timeZone: string }

/** Sign-ins that worked or failed and every other change of access, newest first. */
export async function HistoryCard({ events, previousHref, nextHref, timeZone }: Props) {
  const t = await getTranslations('accounts')
  return (
    <Card>
      <CardHeader title={t('security.history')} hint={t('security.historyHint')} />
      <CardBody className="grid gap-4">
        <ul className="divide-y">
          {events.map((event) => (
            <li key={event.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 first:pt-0 last:pb-0">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2">
                  <span className="font-medium">{t(`events.${event.action.slice('accounts.'.length)}`)}</span>
                  {event.outcome === 'failed' ? <ToneBadge tone="danger">{t('security.failed')}</ToneBadge> : null}
                </p>
                <p className="text-caption text-text-2">
                  {event.device ? <bdi>{event.device}</bdi> : null}{event.device && event.ip ? ' · ' : null}
                  {event.ip ? <bdi dir="ltr" className="font-mono">{event.ip}</bdi> : null}
                </p>
              </div>
              <DateTime at={event.createdAt} timeZone={timeZone} className="text-text-2" />
            </li>
          ))}
        </ul>
        <Pagination previousHref={previousHref} nextHref={nextHref} />
      </CardBody>
    </Card>
  )
}
