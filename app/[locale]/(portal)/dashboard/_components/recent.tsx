import { useTranslations } from 'next-intl'
import { InvoiceStatus } from '@/components/billing/invoice-status'
import { Money } from '@/components/data/money'
import { RelativeTime } from '@/components/data/relative-time'
import { ToneBadge } from '@/components/data/status'
import { UsageCost } from '@/components/data/usage-cost'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { DashboardView } from '@/lib/domain/portal/view'
import { formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { view: DashboardView; now: Date; timeZone: string }

const tones = { ok: 'success', error: 'danger', canceled: 'neutral' } as const

/** The last requests and invoices, side by side. */
export function Recent({ view, now, timeZone }: Props) {
  const t = useTranslations('dashboard')
  const usage = useTranslations('usage')
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title={t('recent.title')} actions={<Link className="link" href={routes.usage()}>{t('recent.all')}</Link>} />
        <CardBody>
          {view.recentRequests.length === 0 ? <p className="text-text-2">{t('recent.empty')}</p> : null}
          <ul className="grid gap-3">
            {view.recentRequests.map((request) => (
              <li key={request.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <Link href={routes.generation(request.id)} className="min-w-0 wrap-anywhere hover:underline"><bdi>{request.model}</bdi></Link>
                <span className="flex flex-wrap items-center gap-3 text-text-2">
                  <span>{formatNumber(request.tokens)} <span className="sr-only">{usage('requests.tokens')}</span></span>
                  <UsageCost decimal={request.cost} currency={request.currency} />
                  <RelativeTime at={request.createdAt} now={now} timeZone={timeZone} />
                  <ToneBadge tone={tones[request.status]}>{usage(`status.${request.status}`)}</ToneBadge>
                </span>
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={t('invoices.title')} actions={<Link className="link" href={routes.invoices()}>{t('invoices.all')}</Link>} />
        <CardBody>
          {view.recentInvoices.length === 0 ? <p className="text-text-2">{t('invoices.empty')}</p> : null}
          <ul className="grid gap-3">
            {view.recentInvoices.map((invoice) => (
              <li key={invoice.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <Link href={routes.invoice(invoice.id)} className="hover:underline"><bdi dir="ltr" className="slashed">{invoice.number ?? t('invoices.draft')}</bdi></Link>
                <span className="flex flex-wrap items-center gap-3 text-text-2">
                  <Money minor={invoice.totalMinor} currency={invoice.currency} />
                  <InvoiceStatus invoice={{ ...invoice, isOverdue: false }} />
                </span>
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
    </div>
  )
}
