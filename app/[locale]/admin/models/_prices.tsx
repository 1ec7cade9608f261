import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { UsageCost } from '@/components/data/usage-cost'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import type { AdminModelView, AdminPriceView } from '@/lib/domain/admin/view'
import { staffZone } from '../_components/staff-page'
import { setModelPriceAction } from '../actions'

/** The price book of one model, newest first, and the next price. */
export async function Prices({ model }: { model: AdminModelView }) {
  const t = await getTranslations('admin.models')
  const cost = (key: 'inputPerMillion' | 'cachedInputPerMillion' | 'outputPerMillion' | 'perRequest', phone: 'fact' | 'none'): Column<AdminPriceView> =>
    ({ key, header: t(key), phone, align: 'end', cell: (row) => <UsageCost decimal={row[key]} currency={row.currency} /> })
  const columns: Column<AdminPriceView>[] = [
    { key: 'from', header: t('from'), phone: 'title', cell: (row) => <DateTime at={row.effectiveFrom} timeZone={staffZone} /> },
    { key: 'to', header: t('to'), phone: 'fact', cell: (row) => (row.effectiveTo ? <DateTime at={row.effectiveTo} timeZone={staffZone} /> : t('openEnd')) },
    cost('inputPerMillion', 'fact'), cost('cachedInputPerMillion', 'none'), cost('outputPerMillion', 'fact'), cost('perRequest', 'none'),
  ]
  const current = model.price
  const plain = (decimal: string | undefined): string | undefined => decimal?.replace(/\.?0+$/, '')
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-h2 font-semibold">{t('prices')}</h2>
        <FormDialog trigger={<Button>{t('newPrice')}</Button>} title={t('newPriceTitle', { name: model.name })} hint={t('newPriceHint')} action={setModelPriceAction} submitLabel={t('setPrice')} okToast={t('priceSet')}>
          <HiddenFields values={{ id: model.id, currency: current?.currency ?? 'USD' }} />
          <div className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="inputPerMillion" label={t('inputPerMillion')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(current?.inputPerMillion)} /></Field>
            <Field name="outputPerMillion" label={t('outputPerMillion')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(current?.outputPerMillion)} /></Field>
            <Field name="cachedInputPerMillion" label={t('cachedInputPerMillion')} hint={t('cachedHint')} isOptional><Input inputMode="decimal" dir="ltr" defaultValue={plain(current?.cachedInputPerMillion)} /></Field>
            <Field name="perRequest" label={t('perRequest')}><Input inputMode="decimal" dir="ltr" defaultValue={plain(current?.perRequest) || '0'} /></Field>
          </div>
          <Field name="effectiveFrom" label={t('effectiveFrom')} hint={t('effectiveFromHint')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
        </FormDialog>
      </div>
      <DataTable caption={t('prices')} columns={columns} rows={model.prices} rowKey={(row) => row.id} empty={<EmptyState title={t('noPrice')} hint={t('noPriceHint')} />} />
    </section>
  )
}
