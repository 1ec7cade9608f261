import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { createUpstreamAction } from '../../actions'
import { UpstreamForm } from '../_form'
import { presets, type Preset } from '../_presets'

type Props = { searchParams: Promise<{ preset?: string }> }

/** Starting points that fill the form in. */
async function Presets({ chosen }: { chosen: Preset | undefined }) {
  const t = await getTranslations('admin.upstreams')
  return (
    <nav aria-label={t('presets')} className="grid gap-2">
      <p className="text-text-2">{t('presetsHint')}</p>
      <ul className="flex flex-wrap gap-2">
        {presets.map(({ id, name }) => (
          <li key={id}>
            <Button asChild size="sm" look={chosen?.id === id ? 'primary' : 'secondary'}>
              <Link href={`${routes.adminUpstream('new')}?preset=${id}`} {...(chosen?.id === id ? { 'aria-current': 'true' } : {})}><bdi>{name}</bdi></Link>
            </Button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.upstreams'))('add') }
}

export default async function NewUpstreamPage({ searchParams }: Props) {
  await staffPage('admin.saveUpstream')
  const [t, { preset }] = await Promise.all([getTranslations('admin.upstreams'), searchParams])
  const chosen = presets.find(({ id }) => id === preset)
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader title={t('add')} crumbs={[{ label: t('title'), href: routes.adminUpstreams() }]} />
      <Presets chosen={chosen} />
      <UpstreamForm key={chosen?.id ?? 'blank'} action={createUpstreamAction} {...(chosen ? { preset: chosen } : {})} />
    </div>
  )
}
