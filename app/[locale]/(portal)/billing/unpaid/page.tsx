import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ArrearsTimeline } from '@/components/billing/arrears-timeline'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getArrears } from '@/lib/domain/billing'
import { isRunning } from '@/lib/domain/billing/dunning/kinds'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.unpaid'))('title') }
}

/** What is not paid, and what happens when? */
export default async function UnpaidPage() {
  const ctx = await portalContext()
  const [t, { data }] = [await getTranslations('billing.unpaid'), (await getArrears(ctx, {}))]
  const running = data.filter(isRunning)
  const earlier = data.filter((one) => !running.includes(one))
  const { timeZone } = ctx.session.client
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <BillingTabs current="overview" />
      {running.length === 0 ? <Card><EmptyState drawing="done" title={t('none')} hint={t('noneHint')} /></Card> : null}
      {[...running, ...earlier].map((one) => (
        <Card key={one.id}>
          <CardHeader
            title={<bdi dir="ltr">{one.invoiceNumber ?? one.invoiceId}</bdi>}
            actions={running.includes(one) ? (
              <div className="flex flex-wrap gap-2">
                <Button asChild look="primary"><Link href={routes.invoice(one.invoiceId)}>{t('pay')}</Link></Button>
                <Button asChild><Link href={routes.methods()}>{t('card')}</Link></Button>
              </div>
            ) : null}
          />
          <CardBody className="grid gap-5">
            {running.includes(one) ? <Notice look={one.state === 'suspended' ? 'danger' : 'warning'} title={t(one.isFinal ? 'stateFinal' : one.state === 'suspended' ? 'stateSuspended' : 'stateOpen')}><Money minor={one.balanceMinor} currency={one.currency} /></Notice> : null}
            <ArrearsTimeline steps={one.timeline} timeZone={timeZone} />
          </CardBody>
        </Card>
      ))}
    </div>
  )
}
