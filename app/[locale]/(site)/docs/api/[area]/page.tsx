import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { PageHeader } from '@/components/data/page-header'
import { env } from '@/lib/env'
import { routes } from '@/lib/routes'
import { AreaNav } from '../_components/area-nav'
import { documentedAreas } from '../_components/areas'
import { OperationCard } from '../_components/operation-card'

type Props = { params: Promise<{ area: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { area: id } = await params
  const area = documentedAreas(env().PUBLIC_ORIGIN).find((one) => one.id === id)
  return area ? { title: area.name } : {}
}

/** One area of the API with the fields of every route. */
export default async function ApiAreaPage({ params }: Props) {
  const [{ area: id }, t] = await Promise.all([params, getTranslations('apiDocs')])
  const areas = documentedAreas(env().PUBLIC_ORIGIN)
  const area = areas.find((one) => one.id === id)
  if (!area) notFound()
  return (
    <div className="grid gap-10 lg:grid-cols-4">
      <AreaNav areas={areas} current={area.id} />
      <div className="grid min-w-0 content-start gap-6 lg:col-span-3">
        <PageHeader title={area.name} crumbs={[{ label: t('title'), href: routes.apiDocs() }]} />
        {area.operations.map((operation) => <OperationCard key={operation.id} operation={operation} />)}
      </div>
    </div>
  )
}
