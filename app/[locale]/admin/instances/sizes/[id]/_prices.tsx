import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { formatMicros } from '@/components/instances/instance-amounts'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { AnyInstanceSizeView } from '@/lib/domain/admin/instances/view'
import { scaledToDecimal } from '@/lib/kernel/money'
import { staffZone } from '../../../_components/staff-page'
import { setInstancePriceAction } from '../../actions'

type Price = AnyInstanceSizeView['prices'][number]

/** The price book of one size, newest first, and the next price. */
export async function SizePrices({ size, mayChange }: { size: AnyInstanceSizeView; mayChange: boolean }) {
  const t = await getTranslations('admin.instances.sizes')
  const cost = (key: 'hourMicros' | 'keptHourMicros' | 'inputMicrosPerMillion' | 'outputMicrosPerMillion', header: string, phone: 'fact' | 'none'): Column<Price> =>
    ({ key, header, phone, align: 'end', cell: (row) => formatMicros(row[key], row.currency) })
  const columns: Column<Price>[] = [
    { key: 'from', header: t('from'), phone: 'title', cell: (row) => <DateTime at={row.effectiveFrom} timeZone={staffZone} /> },
    cost('hourMicros', t('hour'), 'fact'), cost('keptHourMicros', t('kept'), 'fact'), cost('inputMicrosPerMillion', t('input'), 'none'), cost('outputMicrosPerMillion', t('output'), 'none'),
  ]
  const last = size.prices[0]
  const plain = (micros: bigint | undefined): string => (micros === undefined ? '0' : scaledToDecimal(micros, 6).replace(/\.?0+$/, ''))
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-h2 font-semibold">{t('prices')}</h2>
        {mayChange ? (
          <FormDialog trigger={<Button>{t('setPrice')}</Button>} title={t('setPrice')} action={setInstancePriceAction} submitLabel={t('setPrice')} okToast={t('priceSaved')}>
            <HiddenFields values={{ id: size.id }} />
            <Field name="currency" label={t('currency')}><Input dir="ltr" maxLength={3} defaultValue={last?.currency ?? 'USD'} required /></Field>
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="hour" label={t('hour')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(last?.hourMicros)} required /></Field>
              <Field name="keptHour" label={t('kept')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(last?.keptHourMicros)} required /></Field>
              <Field name="inputPerMillion" label={t('input')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(last?.inputMicrosPerMillion)} /></Field>
              <Field name="outputPerMillion" label={t('output')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(last?.outputMicrosPerMillion)} /></Field>
            </div>
            <Field name="effectiveFrom" label={t('effective')} hint={t('effectiveHint')} isOptional><Input type="datetime-local" /></Field>
          </FormDialog>
        ) : null}
      </div>
      <DataTable caption={t('prices')} columns={columns} rows={size.prices} rowKey={(row) => row.id} empty={<EmptyState title={t('noPrices')} />} />
    </section>
  )
}
