import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActPreview } from '@/components/billing/act-preview'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { portalContext } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { resumeSubscriptionAction } from '../actions'
import { aliveSubscription, tryPreview } from '../_components/alive'
import { ConfirmForm } from '../_components/confirm-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.manage.resume'))('title') }
}

/** What does it cost to go on, and from when? */
export default async function ResumePage() {
  const [ctx, t] = [await portalContext(), await getTranslations('billing.manage')]
  if (!can(ctx.actor, 'billing.resumeSubscription')) return <EmptyState level="h1" drawing="locked" title={t('resume.title')} hint={(await getTranslations('errors'))('forbidden')} />
  const held = await aliveSubscription(ctx)
  const { preview, refusal } = held?.status === 'paused' ? await tryPreview(ctx, held.id, { act: 'resume' }) : { preview: null, refusal: null }
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('resume.title')} crumbs={[{ label: t('change.back'), href: routes.subscription() }]} />
      <Card>
        {preview ? <CardHeader title={preview.planName[ctx.locale]} hint={t('resume.lead')} /> : null}
        <CardBody className="grid gap-5">
          {refusal ? <Notice look="warning">{refusal}</Notice> : null}
          {preview ? (
            <>
              <ActPreview preview={preview} timeZone={ctx.session.client.timeZone} />
              <ConfirmForm
                ctx={ctx} preview={preview} action={resumeSubscriptionAction} values={{}}
                label={preview.dueTodayMinor > 0n ? t('resume.do', { amount: ltr(formatMoney({ minor: preview.dueTodayMinor, currency: preview.currency })) }) : t('resume.doFree')}
              />
            </>
          ) : null}
          {preview || refusal ? null : <EmptyState title={t('resume.not')} action={<Button asChild><Link href={routes.subscription()}>{t('change.back')}</Link></Button>} />}
        </CardBody>
      </Card>
    </div>
  )
}
