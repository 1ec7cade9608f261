import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { CodeTabs } from '@/components/data/code-tabs'
import { DataTable, type Column } from '@/components/data/data-table'
import { PageHeader } from '@/components/data/page-header'
import { env } from '@/lib/env'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { firstCalls, streams } from './_components/snippets'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('clientDocs')
  return { title: t('title'), description: t('lead') }
}

const errors = [
  { status: 400, codes: ['invalid_input', 'unsupported', 'context_length_exceeded'], key: 'wrong' },
  { status: 401, codes: ['unauthenticated', 'key_expired'], key: 'key' },
  { status: 402, codes: ['insufficient_funds'], key: 'funds' },
  { status: 403, codes: ['model_not_allowed', 'subscription_inactive', 'client_suspended', 'instance_suspended'], key: 'notAllowed' },
  { status: 404, codes: ['model_not_found'], key: 'model' },
  { status: 429, codes: ['rate_limited'], key: 'limit' },
  { status: 502, codes: ['upstream_failed'], key: 'upstream' },
  { status: 503, codes: ['upstream_unavailable', 'unavailable', 'instance_waking'], key: 'busy' },
  { status: 504, codes: ['upstream_timeout'], key: 'timeout' },
] as const

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-3">
      <h2 id={id} className="text-h2 font-semibold">{title}</h2>
      {children}
    </section>
  )
}

async function Errors() {
  const t = await getTranslations('clientDocs')
  const columns: Column<(typeof errors)[number]>[] = [
    { key: 'status', header: t('status'), phone: 'title', cell: ({ status }) => <bdi className="font-mono text-mono">{status}</bdi> },
    { key: 'codes', header: t('codes'), phone: 'fact', cell: ({ codes }) => <bdi dir="ltr" className="font-mono text-mono">{codes.join(', ')}</bdi> },
    { key: 'act', header: t('act'), phone: 'fact', cell: ({ key }) => t(`acts.${key}`) },
  ]
  return <DataTable caption={t('errorsTitle')} columns={columns} rows={errors} rowKey={(row) => String(row.status)} empty={null} />
}

const paragraph = 'max-w-prose text-prose'

/** How the official clients call the models of this installation. */
export default async function ClientDocsPage() {
  const t = await getTranslations('clientDocs')
  const place = { origin: env().PUBLIC_ORIGIN, model: 'nicholas-core' }
  return (
    <div className="grid gap-10">
      <PageHeader title={t('title')} lead={t('lead')} crumbs={[{ label: t('reference'), href: routes.apiDocs() }]} />
      <Section id="first" title={t('firstTitle')}><p className={paragraph}>{t('first')}</p><CodeTabs label={t('firstTitle')} tabs={firstCalls(place)} /></Section>
      <Section id="streams" title={t('streamsTitle')}><p className={paragraph}>{t('streams')}</p><CodeTabs label={t('streamsTitle')} tabs={streams(place)} /></Section>
      <Section id="fields" title={t('fieldsTitle')}><p className={paragraph}>{t('fields')}</p><p className={paragraph}>{t('pictures')}</p></Section>
      <Section id="anthropic" title={t('anthropicTitle')}><p className={paragraph}>{t('anthropic')}</p></Section>
      <Section id="errors" title={t('errorsTitle')}><p className={paragraph}>{t('errors')}</p><Errors /></Section>
      <Section id="limits" title={t('limitsTitle')}><p className={paragraph}>{t('limits')}</p></Section>
      <p><Link href={routes.apiDocs()} className="link">{t('reference')}</Link></p>
    </div>
  )
}
