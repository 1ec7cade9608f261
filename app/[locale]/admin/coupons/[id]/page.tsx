import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime, NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { ToneBadge } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { getCoupon, listRedemptions } from '@/lib/domain/admin'
import { isolated } from '@/lib/i18n/isolate'
import { routes } from '@/lib/routes'
import { readPaging, type SearchParams } from '../../_components/list-query'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { CouponDuration, CouponValue, Taken } from '../_terms'
import { addPromotionCodeAction, setCodeDisabledAction, setCouponDisabledAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.coupons'))('title') }
}

/** One coupon: what it gives, its codes, and who has it. */
export default async function CouponPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: SearchParams }) {
  const ctx = await staffPage('admin.getCoupon')
  const [t, { id }, paging] = await Promise.all([getTranslations('admin.coupons'), params, readPaging(searchParams)])
  const coupon = await orNotFound(getCoupon(ctx, { id }))
  const redemptions = await listRedemptions(ctx, { id, cursor: paging.cursor })
  const next = paging.next({}, redemptions.nextCursor)
  return (
    <div className="grid gap-6">
      <PageHeader
        title={coupon.name[ctx.locale]} crumbs={[{ label: t('title'), href: routes.adminCoupons() }]}
        lead={<ToneBadge tone={coupon.disabledAt ? 'neutral' : 'success'}>{t(coupon.disabledAt ? 'filters.disabled' : 'filters.active')}</ToneBadge>}
        actions={
          <ConfirmDialog
            key={String(coupon.disabledAt)} look={coupon.disabledAt ? 'primary' : 'danger'} trigger={<Button look={coupon.disabledAt ? 'primary' : 'dangerQuiet'}>{t(coupon.disabledAt ? 'enable' : 'disable')}</Button>}
            title={t(coupon.disabledAt ? 'enableTitle' : 'disableTitle', { name: isolated(coupon.name[ctx.locale]) })} consequences={[t(coupon.disabledAt ? 'enableHint' : 'disableHint')]} action={setCouponDisabledAction}
            values={{ id, isDisabled: coupon.disabledAt ? 'false' : 'true' }} confirmLabel={t(coupon.disabledAt ? 'enable' : 'disable')}
          />
        }
      />
      <FactStrip facts={[
        { label: t('value'), value: <CouponValue coupon={coupon} /> },
        { label: t('appliesTo'), value: t(`scopes.${coupon.appliesTo}`) },
        { label: t('duration'), value: <CouponDuration coupon={coupon} /> },
        { label: t('taken'), value: <Taken count={coupon.redemptionCount} max={coupon.maxRedemptions} /> },
        { label: t('plans'), value: coupon.planCodes.length > 0 ? <bdi dir="ltr">{coupon.planCodes.join(', ')}</bdi> : t('everyPlan') },
        { label: t('redeemBy'), value: coupon.redeemBy ? <DateTime at={coupon.redeemBy} timeZone={staffZone} /> : <NoValue /> },
      ]} />
      <section className="grid gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-h2 font-semibold">{t('codes')}</h2>
          <FormDialog trigger={<Button size="sm">{t('addCode')}</Button>} title={t('addCode')} action={addPromotionCodeAction} submitLabel={t('addCode')}>
            <HiddenFields values={{ id }} />
            <Field name="code" label={t('code')} hint={t('codeHint')}><Input dir="ltr" autoComplete="off" required /></Field>
            <Field name="maxRedemptions" label={t('maxRedemptions')} hint={t('noLimit')} isOptional><Input type="number" min={1} /></Field>
            <Field name="expiresAt" label={t('expiresAt')} hint={t('utc')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
          </FormDialog>
        </div>
        <DataTable
          caption={t('codes')} rows={coupon.codes} rowKey={(row) => row.id} empty={null}
          columns={[
            { key: 'code', header: t('code'), phone: 'title', cell: (row) => <bdi dir="ltr" className="font-mono text-mono">{row.code}</bdi> },
            { key: 'status', header: t('status'), phone: 'status', cell: (row) => <ToneBadge tone={row.disabledAt ? 'neutral' : 'success'}>{t(row.disabledAt ? 'filters.disabled' : 'filters.active')}</ToneBadge> },
            { key: 'taken', header: t('taken'), phone: 'fact', align: 'end', cell: (row) => <Taken count={row.redemptionCount} max={row.maxRedemptions} /> },
            { key: 'expires', header: t('expiresAt'), phone: 'fact', cell: (row) => (row.expiresAt ? <DateTime at={row.expiresAt} timeZone={staffZone} /> : <NoValue />) },
          ]}
          rowActions={(row) => (
            <Form action={setCodeDisabledAction}>
              <HiddenFields values={{ id: row.id, isDisabled: row.disabledAt ? 'false' : 'true' }} />
              <SubmitButton size="sm" look="secondary">{t(row.disabledAt ? 'enable' : 'disable')}</SubmitButton>
            </Form>
          )}
        />
      </section>
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('redemptions')}</h2>
        <DataTable
          caption={t('redemptions')} rows={redemptions.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminClient(row.clientId)} empty={<EmptyState title={t('noRedemptions')} />}
          footer={<Pagination previousHref={undefined} nextHref={next && routes.adminCoupon(id, next)} />}
          columns={[
            { key: 'client', header: t('client'), phone: 'title', cell: (row) => <bdi>{row.clientName}</bdi> },
            { key: 'state', header: t('status'), phone: 'status', cell: (row) => t(`states.${row.state}`) },
            { key: 'code', header: t('code'), phone: 'none', cell: (row) => (row.code ? <bdi dir="ltr" className="font-mono text-mono">{row.code}</bdi> : <NoValue />) },
            { key: 'used', header: t('used'), phone: 'fact', align: 'end', cell: (row) => <Taken count={row.periodsUsed} max={row.periodsLimit} /> },
            { key: 'given', header: t('given'), phone: 'fact', align: 'end', cell: (row) => (row.currency ? <Money minor={row.givenMinor} currency={row.currency} /> : <NoValue />) },
            { key: 'at', header: t('created'), phone: 'none', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} show="date" /> },
          ]}
        />
      </section>
    </div>
  )
}
