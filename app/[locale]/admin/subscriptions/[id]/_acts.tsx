import { getTranslations } from 'next-intl/server'
import { ActPreview } from '@/components/billing/act-preview'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input, Select, Textarea } from '@/components/ui/input'
import { previewClientSubscription } from '@/lib/domain/admin'
import type { AdminSubscriptionDetailView } from '@/lib/domain/admin/subscriptions/view'
import { listPlans } from '@/lib/domain/catalog'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import type { StaffCtx } from '@/lib/http/context'
import { fieldMessages } from '@/lib/http/problem'
import { DomainError } from '@/lib/kernel/error'
import { oneOf, readQuery, type SearchParams } from '../../_components/list-query'
import { staffZone } from '../../_components/staff-page'
import { changeClientSubscriptionAction } from '../actions'

type Act = 'change' | 'cancel' | 'cancel_now' | 'uncancel' | 'pause' | 'pause_now' | 'resume'
type Wish = { act: Act; planCode: string; interval: 'month' | 'year'; quantity: number }

/** The acts that stand to reason as the subscription is now. */
function offered(row: AdminSubscriptionDetailView): Act[] {
  if (row.status === 'paused') return ['resume', 'cancel']
  return ['change', ...(row.cancelAtPeriodEnd ? (['uncancel'] as const) : (['cancel'] as const)), 'cancel_now', ...(row.pauseKind ? (['resume'] as const) : (['pause', 'pause_now'] as const))]
}

async function previewOf(ctx: StaffCtx, clientId: string, { act, ...wish }: Wish): Promise<{ preview: ActPreviewView | null; refusal: string | null }> {
  if (act === 'cancel' || act === 'uncancel' || act === 'pause') return { preview: null, refusal: null }
  try {
    return { preview: await previewClientSubscription(ctx, act === 'change' ? { id: clientId, act, ...wish } : { id: clientId, act }), refusal: null }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid_state') throw error
    return { preview: null, refusal: Object.values(fieldMessages(ctx.locale, error.fields ?? {}))[0] ?? '' }
  }
}

/** Choose an act, see what it does and costs, give a reason. Every step is an address. */
export async function ActsCard({ ctx, row, query }: { ctx: StaffCtx; row: AdminSubscriptionDetailView; query: SearchParams }) {
  const [t, asked] = await Promise.all([getTranslations('admin.subscriptions'), readQuery(query, ['act', 'planCode', 'interval', 'quantity'])])
  const act = oneOf(offered(row), asked.act)
  const wish: Wish | null = act ? {
    act, planCode: asked.planCode ?? row.planCode, interval: oneOf(['month', 'year'] as const, asked.interval) ?? row.interval, quantity: /^\d{1,4}$/.test(asked.quantity ?? '') ? Math.max(1, Number(asked.quantity)) : row.quantity,
  } : null
  return (
    <Card>
      <CardHeader title={t('acts')} hint={t('actsHint')} />
      <CardBody className="grid gap-5">
        <Choose ctx={ctx} row={row} wish={wish} />
        {wish ? <Confirm ctx={ctx} row={row} wish={wish} /> : null}
      </CardBody>
    </Card>
  )
}

async function Choose({ ctx, row, wish }: { ctx: StaffCtx; row: AdminSubscriptionDetailView; wish: Wish | null }) {
  const [t, catalog, { data: plans }] = await Promise.all([getTranslations('admin.subscriptions'), getTranslations('catalog'), listPlans(ctx, {})])
  const label = 'grid gap-1.5 font-medium'
  return (
    <form method="get" className="grid items-end gap-4 sm:grid-cols-2">
      <label className={`${label} sm:col-span-2`}>{t('act')}<Select name="act" defaultValue={wish?.act ?? 'change'}>{offered(row).map((one) => <option key={one} value={one}>{t(`actName.${one}`)}</option>)}</Select></label>
      {row.status === 'paused' ? null : (
        <>
          <label className={label}>{t('plan')}<Select name="planCode" defaultValue={wish?.planCode ?? row.planCode}>{plans.map(({ code, name }) => <option key={code} value={code}>{name[ctx.locale]}</option>)}</Select></label>
          <label className={label}>{t('interval')}<Select name="interval" defaultValue={wish?.interval ?? row.interval}>{(['month', 'year'] as const).map((one) => <option key={one} value={one}>{catalog(`interval.${one}`)}</option>)}</Select></label>
          <label className={label}>{t('seats')}<Input type="number" name="quantity" min={1} max={9999} defaultValue={wish?.quantity ?? row.quantity} /></label>
        </>
      )}
      <div><Button type="submit">{t('preview')}</Button></div>
    </form>
  )
}

async function Confirm({ ctx, row, wish }: { ctx: StaffCtx; row: AdminSubscriptionDetailView; wish: Wish }) {
  const [t, { preview, refusal }] = [await getTranslations('admin.subscriptions'), await previewOf(ctx, row.clientId, wish)]
  if (refusal !== null) return <Notice look="warning" title={t('notNow')}>{refusal}</Notice>
  const { act, planCode, interval, quantity } = wish
  const confirmation = preview ? { frozenAt: preview.frozenAt.toISOString(), hash: preview.hash } : {}
  const values = { id: row.clientId, act: act === 'pause_now' ? 'pause' : act, ...(act === 'change' ? { planCode, interval, quantity } : {}), ...(act === 'pause_now' ? { kind: 'service_now' } : {}), ...confirmation }
  return (
    <div className="grid gap-5 border-t pt-5">
      {preview ? <ActPreview preview={preview} timeZone={staffZone} isFewer={preview.amountMinor < row.amountMinor} /> : <p className="font-medium">{t(`actName.${act}`)}</p>}
      <Form action={changeClientSubscriptionAction} okToast={t('saved')}>
        <HiddenFields values={values} />
        {act === 'pause' ? (
          <div className="grid gap-5 sm:grid-cols-2">
            <Field name="kind" label={t('pauseKind')}><Select defaultValue="service_at_end">{(['service_at_end', 'collection'] as const).map((one) => <option key={one} value={one}>{t(`kind.${one}`)}</option>)}</Select></Field>
            <Field name="resumesAt" label={t('resumesAt')} isOptional><Input type="date" /></Field>
          </div>
        ) : null}
        <Field name="reason" label={t('reason')}><Textarea rows={2} maxLength={500} /></Field>
        <div><SubmitButton look={act.startsWith('cancel') ? 'danger' : 'primary'}>{t(`actName.${act}`)}</SubmitButton></div>
      </Form>
    </div>
  )
}
