import { getTranslations } from 'next-intl/server'
import { PeriodBar } from '@/components/billing/period-bar'
import { DateTime } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { cancelSubscriptionAction, uncancelSubscriptionAction } from '../actions'

type Props = { ctx: PortalCtx; subscription: SubscriptionView }

/** The plan that works now, its period as a line, and how to end or keep it. */
export async function PlanInForce({ ctx, subscription }: Props) {
  const [t, catalog, manage] = [await getTranslations('billing.subscription'), await getTranslations('catalog'), await getTranslations('billing.manage')]
  const { timeZone } = ctx.session.client
  const { currentPeriodStart: startsAt, currentPeriodEnd: endsAt, cancelAtPeriodEnd: isEnding, currency, amountMinor } = subscription
  return (
    <Card>
      <CardHeader
        title={<bdi>{subscription.planName[ctx.locale]}</bdi>}
        actions={<Status domain="subscription" state={isEnding ? 'ending' : subscription.status} detail={isEnding && endsAt ? <DateTime at={endsAt} timeZone={timeZone} show="date" /> : undefined} />}
      />
      <CardBody className="grid gap-5">
        {startsAt && endsAt && subscription.status !== 'paused' ? <PeriodBar startsAt={startsAt} endsAt={endsAt} now={ctx.clock.now()} isEnding={isEnding} timeZone={timeZone} /> : null}
        <KeyValueList
          items={[
            ...(subscription.quantity > 1 ? [{ label: manage('change.seats'), value: <bdi dir="ltr">{subscription.quantity}</bdi> }] : []),
            { label: t('price'), value: <><Money minor={amountMinor} currency={currency} /> {subscription.interval === 'year' ? catalog('perYear') : catalog('perMonth')}</> },
            { label: isEnding || subscription.pauseKind ? t('ends') : t('renews'), value: <DateTime at={endsAt} timeZone={timeZone} show="date" /> },
            { label: t('since'), value: <DateTime at={subscription.activatedAt} timeZone={timeZone} show="date" /> },
          ]}
        />
      </CardBody>
      {can(ctx.actor, 'billing.cancelSubscription') ? <CardFooter><Acts ctx={ctx} subscription={subscription} date={endsAt ? formatDate(endsAt, ctx.locale, timeZone) : ''} /></CardFooter> : null}
    </Card>
  )
}

/** What can be done with it as it stands now. */
async function Acts({ ctx, subscription, date }: Props & { date: string }) {
  const [t, manage] = [await getTranslations('billing.subscription'), await getTranslations('billing.manage')]
  const plan = isolated(subscription.planName[ctx.locale])
  const amount = ltr(formatMoney({ minor: subscription.amountMinor, currency: subscription.currency }))
  if (subscription.cancelAtPeriodEnd) {
    return (
      <ConfirmDialog
        trigger={<Button>{t('uncancel')}</Button>} title={t('uncancelTitle', { plan })} consequences={[t('uncancelBody', { plan, date, amount })]}
        action={uncancelSubscriptionAction} values={{ id: subscription.id }} confirmLabel={t('uncancel')} look="primary"
      />
    )
  }
  const isPaused = subscription.status === 'paused'
  return (
    <>
      {isPaused || subscription.pauseKind ? null : <Button asChild><Link href={routes.stopSubscription({ act: 'pause' })}>{manage('pause')}</Link></Button>}
      {isPaused ? (
        <ConfirmDialog
          trigger={<Button look="dangerQuiet">{t('cancel')}</Button>} title={t('cancelTitle', { plan })} consequences={[t('cancelAfter'), t('cancelMoney')]}
          action={cancelSubscriptionAction} values={{ id: subscription.id }} confirmLabel={t('cancel')}
        />
      ) : subscription.pauseKind ? null : <Button asChild look="dangerQuiet"><Link href={routes.stopSubscription({ act: 'cancel' })}>{t('cancel')}</Link></Button>}
    </>
  )
}
