import type { Metadata } from 'next'
import { useTranslations } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import { CodeBlock } from '@/components/data/code-tabs'
import { KeyValueList } from '@/components/data/key-value-list'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { env } from '@/lib/env'
import { Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { AreaNav } from './_components/area-nav'
import { documentedAreas } from './_components/areas'
import { MethodPath } from './_components/method-path'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiDocs')
  return { title: t('title'), description: t('lead') }
}

const exampleError = `{
  "error": {
    "code": "rate_limited",
    "type": "rate_limit_error",
    "message": "Too many attempts in a short time. Wait a little, then try again.",
    "param": null,
    "request_id": "req_01JD8ZK3W9Q4R5T6Y7V8B9N0M1"
  }
}`

/** Every route, readable: made from the same document that /api/openapi.json answers. Fields are on the areas' pages. */
export default async function ApiDocsPage() {
  const t = await getTranslations('apiDocs')
  const origin = env().PUBLIC_ORIGIN
  const areas = documentedAreas(origin)
  return (
    <div className="grid gap-10 lg:grid-cols-4">
      <AreaNav areas={areas} />
      <div className="grid min-w-0 gap-10 lg:col-span-3">
        <PageHeader title={t('title')} lead={t('lead')} actions={<Button asChild size="sm"><a href={apiRoutes.openapi()}>{t('download')}</a></Button>} />
        <Basics origin={origin} />
        {areas.map((area) => (
          <section key={area.id} aria-labelledby={area.id} className="grid gap-3">
            <h2 id={area.id} lang="en" className="text-h2 font-semibold"><Link href={routes.apiArea(area.id)} className="hover:underline"><bdi>{area.name}</bdi></Link></h2>
            <ul className="divide-y rounded-card border bg-surface">
              {area.operations.map((operation) => (
                <li key={operation.id} className="relative flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover">
                  <Link href={`${routes.apiArea(area.id)}#${operation.id}`} prefetch={false} className="after:absolute after:inset-0"><MethodPath method={operation.method} path={operation.path} /></Link>
                  <bdi lang="en" className="text-text-2">{operation.summary}</bdi>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  )
}

function Basics({ origin }: { origin: string }) {
  const t = useTranslations('apiDocs')
  return (
    <div className="grid gap-6">
      <section className="grid gap-2">
        <h2 className="text-h2 font-semibold">{t('baseTitle')}</h2>
        <KeyValueList items={[
          { label: t('base'), value: <bdi dir="ltr" className="font-mono text-mono">{origin}/api</bdi> },
          { label: t('gateway'), value: <bdi dir="ltr" className="font-mono text-mono">{origin}{apiRoutes.gateway()}</bdi> },
        ]} />
      </section>
      <section className="grid gap-2">
        <h2 className="text-h2 font-semibold">{t('authTitle')}</h2>
        <p className="max-w-prose text-prose">{t('auth')}</p>
        <Boxed><CodeBlock label={t('authTitle')} code="Authorization: Bearer mk_live_…" /></Boxed>
      </section>
      <section className="grid gap-2">
        <h2 className="text-h2 font-semibold">{t('errorsTitle')}</h2>
        <p className="max-w-prose text-prose">{t('errors')}</p>
        <Boxed><CodeBlock label={t('errorsTitle')} code={exampleError} /></Boxed>
      </section>
      <section className="grid gap-2">
        <h2 className="text-h2 font-semibold">{t('limitsTitle')}</h2>
        <p className="max-w-prose text-prose">{t('limits')}</p>
      </section>
    </div>
  )
}

function Boxed({ children }: { children: React.ReactNode }) {
  return <div className="overflow-hidden rounded-card border bg-sunken">{children}</div>
}
