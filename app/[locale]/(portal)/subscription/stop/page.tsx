import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { ActPreview } from '@/components/billing/act-preview'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input, Textarea } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { cancelSubscriptionAction, pauseSubscriptionAction } from '../actions'
import { aliveSubscription, tryPreview } from '../_components/alive'
import { ConfirmForm } from '../_components/confirm-form'

type Act = 'cancel' | 'pause'
type Props = { searchParams: Promise<{ act?: string | string[] }> }

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await getTranslations('billing.manage.stop'))((await searchParams).act === 'pause' ? 'titlePause' : 'titleCancel') }
}

/** When shall it stop, and what do I get back? */
export default async function StopPage({ searchParams }: Props) {
  const [ctx, t] = [await portalContext(), await getTranslations('billing.manage')]
  const act: Act = (await searchParams).act === 'pause' ? 'pause' : 'cancel'
  const title = t(act === 'pause' ? 'stop.titlePause' : 'stop.titleCancel')
  if (!can(ctx.actor, 'billing.cancelSubscription')) return <EmptyState level="h1" drawing="locked" title={title} hint={(await getTranslations('errors'))('forbidden')} />
  const held = await aliveSubscription(ctx)
  const isStoppable = held !== undefined && ['trialing', 'active', 'past_due'].includes(held.status) && !held.cancelAtPeriodEnd && held.pauseKind === null
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={title} crumbs={[{ label: t('change.back'), href: routes.subscription() }]} />
      {isStoppable ? (
        <>
          {act === 'pause' && held.status === 'trialing' ? null : <AtEnd ctx={ctx} held={held} act={act} />}
          <Today ctx={ctx} held={held} act={act} />
        </>
      ) : <Card><EmptyState title={t('stop.notPossible')} action={<Button asChild><Link href={routes.subscription()}>{t('change.back')}</Link></Button>} /></Card>}
    </div>
  )
}

type Part = { ctx: PortalCtx; held: SubscriptionView; act: Act }

const List = ({ children }: { children: readonly ReactNode[] }) => <ul className="grid list-disc gap-1 ps-5 text-text-2">{children.map((one, index) => <li key={index}>{one}</li>)}</ul>

/** The free and reversible way. */
async function AtEnd({ ctx, held, act }: Part) {
  const t = await getTranslations('billing.manage.stop')
  const date = held.currentPeriodEnd ? formatDate(held.currentPeriodEnd, ctx.locale, ctx.session.client.timeZone) : ''
  const words = act === 'pause' ? (['endPause.0', 'endPause.1', 'endPause.2'] as const) : (['endCancel.0', 'endCancel.1', 'endCancel.2'] as const)
  return (
    <Card>
      <CardHeader title={t('endTitle')} />
      <CardBody className="grid gap-5">
        <List>{words.map((word) => t(word, { date }))}</List>
        {act === 'pause' ? (
          <Form action={pauseSubscriptionAction}>
            <HiddenFields values={{ id: held.id, kind: 'service_at_end' }} />
            <Field name="resumesAt" label={t('resumesAt')} hint={t('resumesHint')} isOptional><Input type="date" className="w-48" /></Field>
            <div><SubmitButton>{t('doPauseEnd', { date })}</SubmitButton></div>
          </Form>
        ) : (
          <Form action={cancelSubscriptionAction}>
            <HiddenFields values={{ id: held.id }} />
            <Field name="reason" label={t('reason')} isOptional><Textarea rows={2} maxLength={500} /></Field>
            <div><SubmitButton>{t('doCancelEnd', { date })}</SubmitButton></div>
          </Form>
        )}
      </CardBody>
    </Card>
  )
}

/** The way that ends service now, with what it gives back. */
async function Today({ ctx, held, act }: Part) {
  const t = await getTranslations('billing.manage.stop')
  const { preview, refusal } = await tryPreview(ctx, held.id, { act: act === 'pause' ? 'pause_now' : 'cancel_now' })
  const words = act === 'pause' ? (['nowPause.0', 'nowPause.1'] as const) : (['nowCancel.0', 'nowCancel.1'] as const)
  const isPaidPlan = held.amountMinor > 0n && held.status !== 'trialing'
  const back = !preview || !isPaidPlan ? null : preview.creditMinor > 0n ? t('ahead') : held.openInvoiceId ? t('owed') : t('noCredit')
  return (
    <Card>
      <CardHeader title={t('nowTitle')} />
      <CardBody className="grid gap-5">
        <List>{[...words.map((word) => t(word)), ...(back ? [back] : [])]}</List>
        {refusal ? <Notice look="warning">{refusal}</Notice> : null}
        {preview ? (
          <>
            {preview.creditMinor > 0n ? <ActPreview preview={preview} timeZone={ctx.session.client.timeZone} /> : null}
            {act === 'pause' ? <ConfirmForm ctx={ctx} preview={preview} action={pauseSubscriptionAction} values={{ kind: 'service_now' }} label={t('doPauseNow')} look="danger" />
              : <ConfirmForm ctx={ctx} preview={preview} action={cancelSubscriptionAction} values={{ when: 'now' }} label={t('doCancelNow')} look="danger" />}
          </>
        ) : null}
      </CardBody>
    </Card>
  )
}
