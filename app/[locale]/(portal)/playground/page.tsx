import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Messages } from '@/components/layout/messages'
import type { PlaygroundModel } from '@/components/playground/model'
import { Playground } from '@/components/playground/playground'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { env } from '@/lib/env'
import { getConversation, listConversations } from '@/lib/domain/playground'
import { listInstances } from '@/lib/domain/instances'
import { getOffer } from '@/lib/domain/portal'
import type { ConversationView } from '@/lib/domain/playground/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { apiRoutes, routes } from '@/lib/routes'

type Props = { searchParams: Promise<{ model?: string | string[]; c?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('playground'))('title') }
}

/** The conversation the address names; one that is gone, or somebody else's, opens as an empty page. */
async function openedOf(ctx: PortalCtx, id: string | string[] | undefined): Promise<ConversationView | null> {
  if (typeof id !== 'string' || !can(ctx.actor, 'playground.getConversation')) return null
  return getConversation(ctx, { id }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  })
}

/** Instances that answer, or wake to answer, as models of one's own. */
async function ownModels(ctx: PortalCtx): Promise<PlaygroundModel[]> {
  if (!can(ctx.actor, 'instances.list')) return []
  const { data } = await listInstances(ctx, { limit: 100 })
  return data.flatMap(({ status, price, name, model, contextTokens, endpoints }): PlaygroundModel[] => (price && ['running', 'sleeping'].includes(status)
    ? [{
      slug: endpoints.model, name, description: model.name[ctx.locale], isDemo: model.isDemo, contextTokens, maxOutputTokens: contextTokens,
      rate: { currency: price.currency, inputMicrosPerMillion: price.inputMicrosPerMillion, cachedInputMicrosPerMillion: price.inputMicrosPerMillion, outputMicrosPerMillion: price.outputMicrosPerMillion, requestMicros: 0n },
    }] : []))
}

/** How does this model answer, and at what price? */
export default async function PlaygroundPage({ searchParams }: Props) {
  const [ctx, query, t] = [await portalContext(), await searchParams, await getTranslations('playground')]
  const [{ models: all, plan }, own] = await Promise.all([getOffer(ctx, {}), ownModels(ctx)])
  const offered = all.flatMap((model): PlaygroundModel[] => model.kind === 'chat' && model.price && (model.isInPlan || !plan)
    ? [{ slug: model.slug, name: model.name, description: model.description[ctx.locale], isDemo: model.isDemo, contextTokens: model.contextTokens, maxOutputTokens: model.maxOutputTokens, rate: model.price }]
    : [])
  const models = [...offered, ...own]
  const asked = models.find((model) => model.slug === query.model) ?? models[0]
  const [canKeep, opened] = [can(ctx.actor, 'playground.listConversations'), await openedOf(ctx, query.c)]
  const mayRun = can(ctx.actor, 'gateway.infer') && !ctx.isSuspended
  const needsPlan = <Notice look="warning" title={t('planNeeded')}>{t('planNeededBody')} <Button asChild size="sm"><Link href={routes.plans()}>{(await getTranslations('dashboard'))('noPlan.act')}</Link></Button></Notice>
  const notice = plan === null ? needsPlan : mayRun ? null : <Notice>{t('readOnly')}</Notice>
  return (
    <div className="grid gap-4">
      <PageHeader title={t('title')} />
      {asked ? (
        <Messages of={['playground', 'common', 'errors']}>
          <Playground
            models={models} model={asked.slug} baseUrl={env().PUBLIC_ORIGIN + apiRoutes.gateway()} maxOutputTokens={plan?.maxOutputTokens ?? asked.maxOutputTokens}
            urls={{ playground: apiRoutes.playground(), generation: apiRoutes.generationTemplate() }} canRun={mayRun && plan !== null} notice={notice}
            opened={opened} canKeep={canKeep} keepsHistory={canKeep && (await listConversations(ctx, {})).keepsHistory} timeZone={ctx.session.client.timeZone}
          />
        </Messages>
      ) : <Card><EmptyState title={t('noModels')} hint={t('noModelsBody')} /></Card>}
    </div>
  )
}
