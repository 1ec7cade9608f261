import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { ToneShape } from '@/components/data/tone-shape'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listInstanceModels, listInstanceSizes, listUploads } from '@/lib/domain/instances'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ModelStep } from './_components/model-step'
import { ReviewStep } from './_components/review-step'
import { SizeStep } from './_components/size-step'
import { wishOf, type Search, type Wish } from './_components/wish'

type Props = { searchParams: Promise<Search> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('form.title') }
}

/** What do I get, and what does it cost? What was chosen stands in the address, so going back loses nothing. */
export default async function NewInstancePage({ searchParams }: Props) {
  const [ctx, search, t] = [await portalContext(), await searchParams, await getTranslations('instances')]
  const crumbs = [{ label: t('title'), href: routes.instances() }]
  if (!can(ctx.actor, 'instances.create') || ctx.isSuspended) return <EmptyState level="h1" drawing="locked" title={t('form.title')} hint={t('page.readOnly')} />
  const { plan } = await getOffer(ctx, {})
  if (!plan || plan.maxInstances === 0) {
    return (
      <div className="mx-auto grid w-full max-w-form gap-6">
        <PageHeader title={t('form.title')} crumbs={crumbs} />
        <Notice look="warning" title={t('page.noPlan')}>{t('page.noPlanHint')} <Button asChild size="sm"><Link href={routes.plans()}>{t('page.seePlans')}</Link></Button></Notice>
      </div>
    )
  }
  const [{ data: models }, { data: sizes }, { data: uploads }] = await Promise.all([listInstanceModels(ctx, {}), listInstanceSizes(ctx, {}), listUploads(ctx, {})])
  const wish = wishOf(search, { models, sizes, uploads })
  const step = !wish.served || search.step === 'model' ? 'model' : !wish.size || search.step === 'size' ? 'size' : 'review'
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('form.title')} lead={t('form.lead')} crumbs={crumbs} />
      <Steps wish={wish} step={step} />
      {step === 'model' ? <ModelStep ctx={ctx} models={models} uploads={uploads} wish={wish} /> : null}
      {step === 'size' ? <SizeStep ctx={ctx} sizes={sizes} wish={wish} /> : null}
      {step === 'review' && wish.served && wish.size ? <ReviewStep ctx={ctx} served={wish.served} size={wish.size} /> : null}
    </div>
  )
}

const order = ['model', 'size', 'review'] as const

/** The way through: what is done can be gone back to. */
async function Steps({ wish, step }: { wish: Wish; step: (typeof order)[number] }) {
  const t = await getTranslations('instances.form')
  const here = order.indexOf(step)
  return (
    <nav aria-label={t('steps')}>
      <ol className="flex flex-wrap gap-x-6 gap-y-2">
        {order.map((name, at) => (
          <li key={name} aria-current={at === here ? 'step' : undefined} className={at === here ? 'flex items-center gap-2 font-medium' : 'flex items-center gap-2 text-text-2'}>
            <ToneShape tone={at < here ? 'success' : at === here ? 'info' : 'neutral'} />
            {at < here ? <Link className="link" href={routes.newInstance({ ...wish.query, step: name })}>{t(`step.${name}`)}</Link> : t(`step.${name}`)}
          </li>
        ))}
      </ol>
    </nav>
  )
}
