import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { rateText } from '@/components/billing/priced-lines'
import { DataTable } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { CheckboxField } from '@/components/form/checkbox-field'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { countriesIn } from '@/lib/domain/accounts/countries'
import { can } from '@/lib/auth/permissions'
import { listTaxRates } from '@/lib/domain/admin'
import type { TaxRateView } from '@/lib/domain/admin/tax/view'
import { ListPage } from '../_components/list-page'
import { staffPage, staffZone } from '../_components/staff-page'
import { addTaxRateAction, endTaxRateAction, setTaxExemptAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminTax') }
}

/** Which tax is charged where, from when on? */
export default async function TaxPage() {
  const ctx = await staffPage('admin.listTaxRates')
  const [t, { data }] = await Promise.all([getTranslations('admin.tax'), listTaxRates(ctx, {})])
  const countries = countriesIn(ctx.locale)
  const nameOf = (code: string) => countries.find((one) => one.code === code)?.name ?? code
  const mayChange = can(ctx.actor, 'admin.addTaxRate')
  const add = mayChange ? (
    <FormDialog trigger={<Button look="primary">{t('add')}</Button>} title={t('add')} hint={t('addHint')} action={addTaxRateAction} submitLabel={t('add')} okToast={t('added')}>
      <Field name="country" label={t('country')}><Select required>{countries.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}</Select></Field>
      <Field name="region" label={t('region')} hint={t('regionHint')} isOptional><Input dir="ltr" maxLength={6} /></Field>
      <Field name="nameEn" label={t('nameEn')}><Input dir="ltr" lang="en" required defaultValue="VAT" /></Field>
      <Field name="nameAr" label={t('nameAr')}><Input dir="rtl" lang="ar" required defaultValue="ضريبة القيمة المضافة" /></Field>
      <Field name="percent" label={t('percent')}><Input dir="ltr" inputMode="decimal" required placeholder="15" /></Field>
      <CheckboxField name="isInclusive" label={t('inclusive')} hint={t('inclusiveHint')} />
      <CheckboxField name="reverseCharge" label={t('reverse')} hint={t('reverseHint')} />
      <Field name="effectiveFrom" label={t('from')} hint={t('fromHint')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
    </FormDialog>
  ) : null
  const exempt = can(ctx.actor, 'admin.setTaxExempt') ? (
    <FormDialog trigger={<Button>{t('exempt')}</Button>} title={t('exempt')} hint={t('exemptHint')} action={setTaxExemptAction} submitLabel={t('exemptSave')} okToast={t('exemptSaved')}>
      <Field name="id" label={t('clientId')}><Input dir="ltr" required placeholder="cli_…" /></Field>
      <CheckboxField name="isTaxExempt" label={t('isExempt')} isChecked />
      <Field name="reason" label={t('reason')}><Input required /></Field>
    </FormDialog>
  ) : null
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={<>{exempt}{add}</>} />
      <DataTable
        caption={t('title')} rows={data} rowKey={(row) => row.id} empty={<EmptyState title={t('none')} />}
        columns={[
          { key: 'place', header: t('place'), phone: 'title', cell: (row) => <><bdi>{nameOf(row.country)}</bdi>{row.region ? <> · <bdi dir="ltr">{row.region}</bdi></> : null}</> },
          { key: 'name', header: t('name'), phone: 'fact', cell: (row) => <bdi>{row.name[ctx.locale]}</bdi> },
          { key: 'rate', header: t('rate'), phone: 'fact', align: 'end', cell: (row) => <bdi dir="ltr">{rateText(row.ratePpm)}</bdi> },
          { key: 'how', header: t('how'), phone: 'fact', cell: (row) => [t(row.isInclusive ? 'isInclusive' : 'isExclusive'), ...(row.reverseCharge ? [t('isReverse')] : [])].join(' · ') },
          { key: 'from', header: t('inForce'), phone: 'fact', cell: (row) => <DateTime at={row.effectiveFrom} timeZone={staffZone} show="date" /> },
          { key: 'to', header: t('until'), phone: 'none', cell: (row) => (row.effectiveTo ? <DateTime at={row.effectiveTo} timeZone={staffZone} show="date" /> : <NoValue />) },
        ]}
        {...(mayChange ? { rowActions: (row: TaxRateView) => (
          <ConfirmDialog
            trigger={<Button size="sm" look="ghost">{t('end')}</Button>} title={t('endTitle', { name: nameOf(row.country) })} consequences={[t('endHint')]} action={endTaxRateAction} values={{ id: row.id }}
            confirmLabel={t('end')} okToast={t('ended')}
          />
        ) } : {})}
      />
    </ListPage>
  )
}
