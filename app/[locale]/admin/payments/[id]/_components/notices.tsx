import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Status } from '@/components/data/status'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { WebhookRowView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../../_components/list-page'
import { staffZone } from '../../../_components/staff-page'

/** What the provider told us about this payment, each with the way to its checks and its replay. */
export async function Notices({ notices }: { notices: readonly WebhookRowView[] }) {
  const t = await getTranslations('admin.payments.detail')
  return (
    <Card>
      <CardHeader title={t('notices')} />
      <CardBody>
        {notices.length === 0 ? <EmptyState title={t('noNotices')} /> : (
          <ul className="grid gap-3">
            {notices.map((notice) => (
              <li key={notice.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <span className="grid"><Link className="link" href={routes.adminWebhook(notice.id)}><Code>{notice.type}</Code></Link><span className="text-caption text-text-3"><DateTime at={notice.receivedAt} timeZone={staffZone} /></span></span>
                <Status domain="webhook" state={notice.state} />
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}
