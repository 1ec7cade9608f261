import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { EmptyState } from '@/components/data/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Segmented } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import { listOfferedPlans, listSubscriptions, previewSubscription } from '@/lib/domain/billing'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { errorMessage, fieldMessages } from '@/lib/http/problem'
import { Link, redirect } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { CheckoutCard } from './_components/checkout-card'
import { CodeForm } from './_components/code-form'
import { NowThen } from './_components/now-then'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('checkout'))('title') }
}

type Props = { searchParams: Promise<{ plan?: string | string[]; interval?: string | string[]; code?: string | string[] }> }

/** A plan that is not sold, or not at a public price, has no checkout. */
const orNotFound = (error: unknown): never => {
  if (error instanceof DomainError && ['not_found', 'invalid_state', 'invalid_input'].includes(error.code)) notFound()
  throw error
}

/** What exactly happens if I press this? */
export default async function CheckoutPage({ searchParams }: Props) {
  const ctx = await portalContext()
  const [t, catalog, query] = [await getTranslations('checkout'), await getTranslations('catalog'), await searchParams]
  const planCode = typeof query.plan === 'string' ? query.plan : 'pro'
  const interval = query.interval === 'year' ? 'year' : 'month'
  const code = typeof query.code === 'string' && query.code.trim() !== '' ? query.code.trim().slice(0, 60) : undefined
  const { data: mine } = await listSubscriptions(ctx, {})
  const alive = mine.find(({ status }) => ['trialing', 'active', 'past_due', 'paused'].includes(status))
  if (!can(ctx.actor, 'billing.subscribe')) return <EmptyState level="h1" drawing="locked" title={t('title')} hint={(await getTranslations('errors'))('forbidden')} />
  if (alive && alive.planCode !== planCode && alive.amountMinor > 0n) return redirect({ href: routes.changeSubscription({ plan: planCode, interval }), locale: ctx.locale })
  if (alive && alive.planCode === planCode) return <AlreadyOn />
  const [{ preview, codeProblem }, { data: plans }] = await Promise.all([previewWithCode(ctx, { planCode, interval }, code), listOfferedPlans(ctx, {})]).catch(orNotFound)
  const plan = plans.find((one) => one.code === planCode) ?? notFound()
  const unpaid = mine.find(({ status, planCode: code, interval: at }) => status === 'incomplete' && (code !== planCode || at !== interval))
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('title')} crumbs={[{ label: t('back'), href: routes.plans() }]} />
      {preview.totalMinor === 0n ? null : (
        <Segmented label={t('changeInterval')} options={(['month', 'year'] as const).map((one) => ({ href: routes.checkout({ plan: planCode, interval: one, code }), label: catalog(`interval.${one}`), isCurrent: one === interval }))} />
      )}
      <NowThen now={plans.find((one) => one.code === alive?.planCode)} plan={plan} interval={interval} currency={preview.currency} />
      <CheckoutCard ctx={ctx} preview={preview} code={codeProblem ? undefined : code} unpaidPlan={unpaid?.planName[ctx.locale]}>
        <CodeForm planCode={planCode} interval={interval} code={code} problem={codeProblem} discounts={preview.discounts} />
      </CheckoutCard>
    </div>
  )
}

/** The price with the code that was entered, or without it and why it does not count. */
async function previewWithCode(ctx: PortalCtx, wish: { planCode: string; interval: 'month' | 'year' }, promotionCode: string | undefined) {
  try {
    return { preview: await previewSubscription(ctx, { ...wish, promotionCode }), codeProblem: undefined }
  } catch (error) {
    const problem = error instanceof DomainError ? error.fields?.promotionCode : undefined
    const isTooMany = error instanceof DomainError && error.code === 'rate_limited'
    if (!problem && !isTooMany) throw error
    const codeProblem = problem ? fieldMessages(ctx.locale, { promotionCode: problem }).promotionCode : errorMessage(ctx.locale, 'rate_limited', {}, ctx.requestId)
    return { preview: await previewSubscription(ctx, wish), codeProblem }
  }
}

async function AlreadyOn() {
  const t = await getTranslations('checkout')
  return (
    <Card className="mx-auto w-full max-w-form">
      <EmptyState level="h1" drawing="done" title={t('alreadyOn')} action={<Button asChild look="primary"><Link href={routes.subscription()}>{t('seeSubscription')}</Link></Button>} />
    </Card>
  )
}
