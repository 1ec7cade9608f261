import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CodeTabs } from '@/components/data/code-tabs'
import { CopyId } from '@/components/data/copy-id'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Messages } from '@/components/layout/messages'
import { codeSamples, keyPlace } from '@/components/playground/code-samples'
import { emptySettings } from '@/components/playground/conversation'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { env } from '@/lib/env'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { apiRoutes } from '@/lib/routes'
import { ModelCard } from './_components/model-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') }
}

/** What may I call, and at what price? */
export default async function ModelsPage() {
  const [ctx, t] = [await portalContext(), await getTranslations('models')]
  const { models, plan } = await getOffer(ctx, {})
  const baseUrl = env().PUBLIC_ORIGIN + apiRoutes.gateway()
  const first = models.find((model) => model.kind === 'chat' && model.isInPlan) ?? models.find((model) => model.kind === 'chat')
  const prompt = (await getTranslations('dashboard.start'))('prompt')
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead', { currency: ctx.session.client.currency })} />
      {models.length === 0 ? <Card><EmptyState title={t('empty')} hint={t('emptyBody')} /></Card> : null}
      <ul className="grid gap-4 md:grid-cols-2">
        {models.map((model) => <li key={model.id}><ModelCard model={model} locale={ctx.locale} hasPlan={plan !== null} /></li>)}
      </ul>
      {first ? (
        <Card>
          <CardHeader title={t('code')} hint={t('codeLead', { url: ltr(baseUrl) })} actions={<CopyId id={baseUrl} isWhole />} />
          <CardBody>
            <Messages of={['common']}>
              <CodeTabs label={t('code')} tabs={codeSamples({ baseUrl, model: first.slug, messages: [{ role: 'user', content: prompt }], settings: emptySettings, key: keyPlace }).map(({ label, code }) => ({ name: label, code }))} />
            </Messages>
          </CardBody>
        </Card>
      ) : null}
    </div>
  )
}
