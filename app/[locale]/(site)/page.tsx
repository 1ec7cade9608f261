import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { CodeTabs } from '@/components/data/code-tabs'
import { codeSamples, keyPlace } from '@/components/playground/code-samples'
import { emptySettings } from '@/components/playground/conversation'
import { Button } from '@/components/ui/button'
import { listModels, listPlans } from '@/lib/domain/catalog'
import { env } from '@/lib/env'
import { visitorContext } from '@/lib/http/context'
import type { Locale } from '@/lib/i18n/locale'
import { getPathname, Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { ExampleCost } from './_components/example-cost'
import { Facts } from './_components/facts'
import { HouseModels } from './_components/house-models'
import { PlanTeaser } from './_components/plan-teaser'

export async function generateMetadata(): Promise<Metadata> {
  const [t, locale] = await Promise.all([getTranslations('home'), getLocale()])
  const path = (language: Locale): string => `${env().PUBLIC_ORIGIN}${getPathname({ href: routes.home(), locale: language })}`
  return { description: t('lead'), alternates: { canonical: path(locale as Locale), languages: { en: path('en'), ar: path('ar') } } }
}

/** What is this, and can I try it now? */
export default async function HomePage() {
  const ctx = await visitorContext()
  const [t, models, plans] = await Promise.all([getTranslations('home'), listModels(ctx, {}), listPlans(ctx, {})])
  const chat = models.data.filter((model) => model.kind === 'chat')
  const first = chat[0]
  const question = t('sampleQuestion')
  return (
    <div className="grid gap-20">
      <section className="grid gap-6 pt-6">
        <h1 className="display-type max-w-form text-balance">{t('title')}</h1>
        <p className="max-w-prose text-prose text-text-2">{t('lead')}</p>
        <div className="flex flex-wrap gap-3">
          {ctx.session
            ? <Button asChild look="primary" size="lg"><Link href={routes.dashboard()}>{t('open')}</Link></Button>
            : <Button asChild look="primary" size="lg"><Link href={routes.signUp()}>{t('start')}</Link></Button>}
          <Button asChild size="lg"><Link href={routes.plans()}>{t('plans')}</Link></Button>
        </div>
      </section>
      {first ? (
        <section aria-labelledby="request" className="grid gap-5">
          <div>
            <h2 id="request" className="text-h1 font-semibold">{t('requestTitle')}</h2>
            <p className="mt-1 max-w-prose text-text-2">{t('requestLead')}</p>
          </div>
          <div className="grid items-start gap-4 lg:grid-cols-3">
            <div className="min-w-0 lg:col-span-2">
              <CodeTabs
                label={t('samples')}
                tabs={codeSamples({
                  baseUrl: `${env().PUBLIC_ORIGIN}${apiRoutes.gateway()}`, model: first.slug, messages: [{ role: 'user', content: question }],
                  settings: emptySettings, key: keyPlace,
                }).map(({ label, code }) => ({ name: label, code }))}
              />
            </div>
            <ExampleCost model={first} />
          </div>
          <p><Link href={routes.apiDocs()} className="link">{t('docs')}</Link></p>
        </section>
      ) : null}
      <HouseModels models={chat} />
      <PlanTeaser plans={plans.data} />
      <Facts />
    </div>
  )
}
