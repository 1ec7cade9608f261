import { getLocale, getTranslations } from 'next-intl/server'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import { StackedBars } from '@/components/usage/stacked-bars'
import type { OverviewView } from '@/lib/domain/admin/view'
import { formatLocale } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { isLocale } from '@/lib/i18n/locale'
import { formatMoney, sum, toDecimal } from '@/lib/kernel/money'

type Months = NonNullable<OverviewView['money']>['byMonth']

/** What was billed before tax in each of the last twelve months, from the ledger; the table holds the exact figures. */
export async function RevenueChart({ months }: { months: Months }) {
  const [t, raw] = await Promise.all([getTranslations('admin.overview'), getLocale()])
  const format = new Intl.DateTimeFormat(formatLocale(isLocale(raw) ? raw : 'en'), { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const rows = months.map(({ month, amountMinor, currency }) => ({ label: format.format(new Date(`${month}-01T00:00:00Z`)), amount: { minor: amountMinor, currency } }))
  const currency = months[0]?.currency ?? 'USD'
  const total = ltr(formatMoney(sum(rows.map(({ amount }) => amount), currency)))
  return (
    <Card>
      <CardHeader title={t('revenue')} hint={t('revenueHint', { total: ltr(total) })} />
      <CardBody className="grid gap-3">
        <StackedBars
          series={[{ name: t('revenue'), isOther: false, total, values: rows.map(({ amount }) => Math.max(0, Number(toDecimal(amount)))) }]}
          buckets={rows.map(({ label, amount }, index) => ({ label, isPartial: index === rows.length - 1, text: `${label}: ${ltr(formatMoney(amount))}` }))}
          axisText={(value) => `${currency === 'USD' ? '$' : `${currency} `}${new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(value)}`}
          summary={t('revenueHint', { total: ltr(total) })}
        />
        <details>
          <summary className="cursor-pointer text-text-2">{t('revenueTable')}</summary>
          <div className="mt-2 overflow-x-auto">
            <Table>
              <thead><tr><Th>{t('month')}</Th><Th align="end">{t('billed')}</Th></tr></thead>
              <tbody className="divide-y">{rows.map(({ label, amount }) => <tr key={label}><Td>{label}</Td><Td align="end"><bdi dir="ltr">{formatMoney(amount)}</bdi></Td></tr>)}</tbody>
            </Table>
          </div>
        </details>
      </CardBody>
    </Card>
  )
}
