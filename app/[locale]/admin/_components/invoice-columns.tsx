import { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import type { AdminInvoiceView, AdminPaymentView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from './list-page'
import { providerNames } from './money-names'
import { staffZone } from './staff-page'

export const invoiceState = (row: AdminInvoiceView): string => (row.documentStatus !== 'open' ? row.documentStatus : row.isOverdue ? 'overdue' : row.paymentStatus)

const clientLink = (row: { clientId: string; clientName: string }) => <Link href={routes.adminClient(row.clientId)} className="link relative"><bdi>{row.clientName}</bdi></Link>

/** Columns of an invoice list; without the client where the page is about one. */
export async function invoiceColumns(hasClient: boolean): Promise<Column<AdminInvoiceView>[]> {
  const t = await getTranslations('admin.invoices')
  return [
    { key: 'number', header: t('number'), phone: 'title', cell: (row) => <Code>{row.number ?? row.id}</Code> },
    ...(hasClient ? [{ key: 'client', header: t('client'), phone: 'fact' as const, cell: clientLink }] : []),
    { key: 'status', header: t('status'), phone: 'status', cell: (row) => <Status domain="invoice" state={invoiceState(row)} /> },
    { key: 'issued', header: t('issued'), phone: 'none', cell: (row) => <DateTime at={row.issuedAt} timeZone={staffZone} show="date" /> },
    { key: 'due', header: t('due'), phone: 'none', cell: (row) => <DateTime at={row.dueAt} timeZone={staffZone} show="date" /> },
    { key: 'total', header: t('total'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.totalMinor} currency={row.currency} /> },
    { key: 'balance', header: t('balance'), phone: 'none', align: 'end', cell: (row) => <Money minor={row.balanceMinor} currency={row.currency} /> },
  ]
}

/** Columns of a payment list. */
export async function paymentColumns(): Promise<Column<AdminPaymentView>[]> {
  const [t, nameOf] = await Promise.all([getTranslations('admin.payments'), providerNames()])
  return [
    { key: 'at', header: t('at'), phone: 'title', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} /> },
    { key: 'client', header: t('client'), phone: 'fact', cell: clientLink },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="payment" state={row.state} /> },
    { key: 'provider', header: t('provider'), phone: 'fact', cell: (row) => <bdi>{nameOf(row.provider)}{row.mode === 'test' ? ` · ${t('test')}` : ''}</bdi> },
    { key: 'invoice', header: t('invoice'), phone: 'none', cell: (row) => (row.invoiceNumber ? <Code>{row.invoiceNumber}</Code> : <NoValue />) },
    { key: 'reason', header: t('reason'), phone: 'none', cell: (row) => (row.failureCode ? <Code>{row.failureCode}</Code> : <NoValue />) },
    { key: 'amount', header: t('amount'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.amountMinor} currency={row.currency} /> },
  ]
}
