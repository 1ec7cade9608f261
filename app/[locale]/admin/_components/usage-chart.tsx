import { getLocale, getTranslations } from 'next-intl/server'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { picosOf } from '@/components/data/usage-cost'
import { StackedBars } from '@/components/usage/stacked-bars'
import { Table, Td, Th } from '@/components/ui/table'
import type { ClientDetailView } from '@/lib/domain/admin/view'
import { formatDay, formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { isLocale } from '@/lib/i18n/locale'
import { formatPicos } from '@/lib/kernel/money'
import { staffZone } from './staff-page'

/** A cost as a bar's height; the exact figure stands in the table. */
const heightOf = (cost: string): number => Number(picosOf(cost) / 1_000n) / 1e9

/** List-price worth of each of the last thirty days, with the same numbers as a table. */
export async function UsageChart({ client }: { client: ClientDetailView }) {
  const [t, raw] = await Promise.all([getTranslations('admin.client'), getLocale()])
  const locale = isLocale(raw) ? raw : 'en'
  const { usageByDay, currency, facts } = client
  const total = formatPicos(picosOf(facts.cost30d), currency)
  const dayOf = (day: Date): string => formatDay(day, locale, staffZone)
  const costOf = (cost: string): string => formatPicos(picosOf(cost), currency)
  return (
    <Card>
      <CardHeader title={t('usage')} hint={t('usageHint', { requests: facts.requests30d, cost: ltr(total) })} />
      <CardBody className="grid gap-3">
        <StackedBars
          series={[{ name: t('cost'), isOther: false, total, values: usageByDay.map(({ cost }) => heightOf(cost)) }]}
          buckets={usageByDay.map(({ day, cost }, index) => ({ label: dayOf(day), isPartial: index === usageByDay.length - 1, text: `${dayOf(day)}: ${ltr(costOf(cost))}` }))}
          axisText={(value) => formatPicos(BigInt(Math.round(value * 1e9)) * 1_000n, currency)} summary={t('usageHint', { requests: facts.requests30d, cost: ltr(total) })}
        />
        <details>
          <summary className="cursor-pointer text-text-2">{t('usageTable')}</summary>
          <div className="mt-2 max-h-80 overflow-auto">
            <Table>
              <thead><tr><Th>{t('day')}</Th><Th align="end">{t('requests')}</Th><Th align="end">{t('cost')}</Th></tr></thead>
              <tbody className="divide-y">
                {usageByDay.map(({ day, requests, cost }) => (
                  <tr key={day.toISOString()}><Td>{dayOf(day)}</Td><Td align="end">{formatNumber(requests)}</Td><Td align="end"><bdi dir="ltr">{costOf(cost)}</bdi></Td></tr>
                ))}
              </tbody>
            </Table>
          </div>
        </details>
      </CardBody>
    </Card>
  )
}
