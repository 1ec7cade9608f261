import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { InvoiceStatus } from '@/components/billing/invoice-status'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import type { InvoiceView } from '@/lib/domain/billing/view'
import { routes } from '@/lib/routes'

type Props = { rows: readonly InvoiceView[]; timeZone: string; empty: ReactNode; footer?: ReactNode }

export function InvoiceTable({ rows, timeZone, empty, footer }: Props) {
  const t = useTranslations('billing.invoices')
  return (
    <DataTable
      caption={t('caption')} rows={rows} rowKey={(row) => row.id} rowHref={(row) => routes.invoice(row.id)} empty={empty} footer={footer}
      columns={[
        { key: 'number', header: t('number'), phone: 'title', cell: (row) => <bdi dir="ltr" className="tabular-nums">{row.number ?? row.id}</bdi> },
        { key: 'date', header: t('date'), phone: 'fact', cell: (row) => <DateTime at={row.issuedAt} timeZone={timeZone} show="date" /> },
        { key: 'state', header: t('state'), phone: 'status', cell: (row) => <InvoiceStatus invoice={row} /> },
        { key: 'due', header: t('due'), phone: 'none', cell: (row) => (row.balanceMinor > 0n ? <DateTime at={row.dueAt} timeZone={timeZone} show="date" /> : <DateTime at={null} timeZone={timeZone} />) },
        { key: 'total', header: t('total'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.totalMinor} currency={row.currency} /> },
        { key: 'balance', header: t('balance'), phone: 'none', align: 'end', cell: (row) => <Money minor={row.balanceMinor} currency={row.currency} /> },
      ]}
    />
  )
}
