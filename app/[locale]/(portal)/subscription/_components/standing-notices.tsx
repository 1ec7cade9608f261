import { getTranslations } from 'next-intl/server'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { TakeBackPause } from './take-back-pause'

/** What waits, is planned or has stopped, each with the one thing to do about it. */
export async function StandingNotices({ ctx, subscription }: { ctx: PortalCtx; subscription: SubscriptionView }) {
  const [t, old] = [await getTranslations('billing.manage.notice'), await getTranslations('billing.subscription')]
  const { status, pending, pauseKind, resumesAt, currentPeriodEnd, trialEndsAt, waitingInvoiceId, openInvoiceId, currency } = subscription
  const day = (at: Date | null): string => (at ? formatDate(at, ctx.locale, ctx.session.client.timeZone) : '')
  const mayAct = can(ctx.actor, 'billing.changeSubscription')
  const plan = subscription.planName[ctx.locale]
  return (
    <>
      {status === 'past_due' ? (
        <Notice look="danger" title={old('pastDue')}>
          <p>{old('pastDueBody')}</p>
          <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
            <Link className="link" href={routes.unpaid()}>{old('whatHappens')}</Link>
            {openInvoiceId ? <Link className="link" href={routes.invoice(openInvoiceId)}>{old('payNow')}</Link> : null}
          </p>
        </Notice>
      ) : null}
      {waitingInvoiceId ? <Notice look="warning" title={t('waiting')}>{t('waitingBody')} <Link className="link" href={routes.invoice(waitingInvoiceId)}>{old('payNow')}</Link></Notice> : null}
      {status === 'trialing' && trialEndsAt && !subscription.cancelAtPeriodEnd ? (
        <Notice look="info" title={t('trial', { date: day(trialEndsAt) })}>{t('trialBody', { plan: isolated(plan), amount: ltr(formatMoney({ minor: subscription.amountMinor, currency })) })}</Notice>
      ) : null}
      {pending ? (
        <Notice look="info" title={t('scheduled', { plan: isolated(pending.planName[ctx.locale]), date: day(currentPeriodEnd) })}>
          <p>{t('scheduledBody')}</p>
          {mayAct ? <p className="mt-2"><Button asChild size="sm"><Link href={routes.changeSubscription()}>{t('keep', { plan })}</Link></Button></p> : null}
        </Notice>
      ) : null}
      {status === 'paused' ? (
        <Notice look="warning" title={t('paused')}>
          <p>{resumesAt ? t('pausedUntil', { date: day(resumesAt) }) : t('pausedBody')}</p>
          {mayAct ? <p className="mt-2"><Button asChild size="sm" look="primary"><Link href={routes.resumeSubscription()}>{t('resume')}</Link></Button></p> : null}
        </Notice>
      ) : null}
      {status !== 'paused' && pauseKind === 'service_at_end' ? (
        <Notice look="warning" title={t('pausing', { date: day(currentPeriodEnd) })}>
          {resumesAt ? <p>{t('pausingUntil', { date: day(resumesAt) })}</p> : null}
          {mayAct ? <TakeBackPause id={subscription.id} now={ctx.clock.now()} label={t('takeBack')} /> : null}
        </Notice>
      ) : null}
      {pauseKind === 'collection' ? <Notice look="info">{t('collection')}</Notice> : null}
    </>
  )
}
