import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { redirect } from '@/lib/i18n/navigation'
import { ActPreview } from '@/components/billing/act-preview'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { listOfferedPlans } from '@/lib/domain/billing'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { changeSubscriptionAction } from '../actions'
import { aliveSubscription, tryPreview } from '../_components/alive'
import { ConfirmForm } from '../_components/confirm-form'
import { PlanPicker, type Wish } from './_components/plan-picker'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.manage.change'))('title') }
}

type Props = { searchParams: Promise<{ plan?: string | string[]; interval?: string | string[]; quantity?: string | string[] }> }

function wishOf(query: Awaited<Props['searchParams']>, held: SubscriptionView): Wish {
  const quantity = typeof query.quantity === 'string' && /^\d{1,5}$/.test(query.quantity) ? Math.min(10_000, Math.max(1, Number(query.quantity))) : held.quantity
  return {
    plan: typeof query.plan === 'string' ? query.plan.slice(0, 64) : held.planCode,
    interval: query.interval === 'year' || query.interval === 'month' ? query.interval : held.interval,
    quantity,
  }
}

/** What would another plan, period or number of seats cost me, and when? */
export default async function ChangePlanPage({ searchParams }: Props) {
  const [ctx, t] = [await portalContext(), await getTranslations('billing.manage.change')]
  if (!can(ctx.actor, 'billing.changeSubscription')) return <EmptyState level="h1" drawing="locked" title={t('title')} hint={(await getTranslations('errors'))('forbidden')} />
  const held = await aliveSubscription(ctx)
  if (!held) return redirect({ href: routes.plans(), locale: ctx.locale })
  const wish = wishOf(await searchParams, held)
  const isHeld = wish.plan === held.planCode && wish.interval === held.interval && wish.quantity === held.quantity
  const { data: plans } = await listOfferedPlans(ctx, {})
  const { preview, refusal } = isHeld && !held.pending ? { preview: null, refusal: null } : await tryPreview(ctx, held.id, { planCode: wish.plan, interval: wish.interval, quantity: wish.quantity })
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('title')} crumbs={[{ label: t('back'), href: routes.subscription() }]} />
      <PlanPicker plans={plans} held={held} wish={wish} />
      <Card>
        <CardHeader title={t('preview')} />
        <CardBody className="grid gap-5">
          {preview ? <Confirm ctx={ctx} held={held} preview={preview} wish={wish} /> : null}
          {refusal ? <Notice look="warning" title={t('cannot')}>{refusal}</Notice> : null}
          {preview || refusal ? null : <p className="text-text-2">{t('same')}</p>}
        </CardBody>
      </Card>
    </div>
  )
}

async function Confirm({ ctx, held, preview, wish }: { ctx: PortalCtx; held: SubscriptionView; preview: ActPreviewView; wish: Wish }) {
  const t = await getTranslations('billing.manage.change')
  const { timeZone } = ctx.session.client
  const label = {
    now: preview.dueTodayMinor > 0n ? t('confirmPay', { amount: ltr(formatMoney({ minor: preview.dueTodayMinor, currency: preview.currency })) }) : t('confirmNow'),
    free: t('confirmNow'), period_end: t('confirmLater', { date: formatDate(preview.effectiveAt, ctx.locale, timeZone) }), undo: t('confirmKeep', { plan: held.planName[ctx.locale] }),
  }[preview.timing]
  return (
    <>
      <ActPreview preview={preview} timeZone={timeZone} isFewer={preview.amountMinor < held.amountMinor} />
      <ConfirmForm ctx={ctx} preview={preview} action={changeSubscriptionAction} values={{ planCode: wish.plan, interval: wish.interval, quantity: wish.quantity }} label={label} />
    </>
  )
}
