import { useTranslations } from 'next-intl'
import { DataTable } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import type { MovementView } from '@/lib/domain/billing/wallet/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { movements: readonly MovementView[]; currency: string; timeZone: string; links: 'portal' | 'none' }

/** Where a movement's source is seen: the invoice, the payment, the usage it paid. */
function sourceHref({ kind, sourceId }: MovementView): string | null {
  if (sourceId?.startsWith('inv_')) return routes.invoice(sourceId)
  if (sourceId?.startsWith('pay_')) return routes.payment(sourceId)
  return kind === 'usage' ? routes.usage() : null
}

function Source({ movement, links }: { movement: MovementView; links: Props['links'] }) {
  const t = useTranslations('billing.wallet')
  const href = links === 'portal' ? sourceHref(movement) : null
  if (movement.note) return <bdi>{movement.note}</bdi>
  if (href) return <Link href={href} prefetch={false} className="link">{movement.kind === 'usage' ? t('seeUsage') : movement.sourceId?.startsWith('inv_') ? t('seeInvoice') : t('seePayment')}</Link>
  return movement.sourceId ? <bdi dir="ltr" className="font-mono text-mono break-all">{movement.sourceId}</bdi> : <NoValue />
}

/** What moved a wallet, each line with the balance after it. */
export function MovementTable({ movements, currency, timeZone, links }: Props) {
  const t = useTranslations('billing.wallet')
  return (
    <DataTable
      caption={t('movements')} rows={movements} rowKey={(row) => row.id} empty={<EmptyState drawing="invoice" title={t('noMovements')} />}
      columns={[
        { key: 'at', header: t('date'), phone: 'fact', cell: (row) => <DateTime at={row.at} timeZone={timeZone} /> },
        { key: 'kind', header: t('movement'), phone: 'title', cell: (row) => t(`kind.${row.kind}`) },
        { key: 'source', header: t('source'), phone: 'fact', cell: (row) => <Source movement={row} links={links} /> },
        { key: 'amount', header: t('amount'), phone: 'status', align: 'end', cell: (row) => <Money minor={row.amountMinor} currency={currency} className={row.amountMinor > 0n ? 'font-medium text-success' : 'font-medium'} /> },
        { key: 'balance', header: t('balance'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.balanceMinor} currency={currency} /> },
      ]}
    />
  )
}
