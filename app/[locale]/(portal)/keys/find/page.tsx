import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { can } from '@/lib/auth/permissions'
import { portalContext } from '@/lib/http/context'
import { routes } from '@/lib/routes'
import { FindLeakedKey } from '../_components/find-leaked-key'
import { findTexts } from '../_components/key-texts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('find.title') }
}

/** A key was found where it should not be: which one is it, and end it. */
export default async function FindLeakedKeyPage() {
  const [ctx, t] = [await portalContext(), await getTranslations('keys')]
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('find.title')} lead={t('find.lead')} crumbs={[{ label: t('page.title'), href: routes.keys() }]} />
      {can(ctx.actor, 'keys.findLeaked')
        ? <FindLeakedKey texts={await findTexts()} locale={ctx.locale} timeZone={ctx.session.client.timeZone} />
        : <Notice>{t('detail.readOnly')}</Notice>}
    </div>
  )
}
