import { useTranslations } from 'next-intl'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import type { WalletGrantView } from '@/lib/domain/billing/wallet/view'

/** What the credit is made of, in the order in which it is used. */
export function GrantTable({ grants, currency, timeZone }: { grants: readonly WalletGrantView[]; currency: string; timeZone: string }) {
  const t = useTranslations('billing.wallet')
  return (
    <DataTable
      caption={t('grants')} rows={grants} rowKey={(row) => row.id} empty={<EmptyState drawing="invoice" title={t('noGrants')} hint={t('noGrantsHint')} />}
      columns={[
        { key: 'kind', header: t('grant'), phone: 'title', cell: (row) => <>{t(`grantKind.${row.kind}`)}{row.reason ? <span className="block text-text-2"><bdi>{row.reason}</bdi></span> : null}</> },
        { key: 'expires', header: t('expires'), phone: 'fact', cell: (row) => (row.expiresAt ? <DateTime at={row.expiresAt} timeZone={timeZone} show="date" /> : t('never')) },
        { key: 'since', header: t('since'), phone: 'none', cell: (row) => <DateTime at={row.createdAt} timeZone={timeZone} show="date" /> },
        { key: 'given', header: t('given'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.amountMinor} currency={currency} /> },
        { key: 'left', header: t('left'), phone: 'status', align: 'end', cell: (row) => <Money minor={row.remainingMinor} currency={currency} className="font-medium" /> },
      ]}
    />
  )
}
