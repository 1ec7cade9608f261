import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { can } from '@/lib/auth/permissions'
import { getPromptStorage } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { SettingsTabs } from '../_components/settings-tabs'
import { StorageCard } from './_components/storage-card'
import { StoredCard } from './_components/stored-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('prompts') }
}

/** Does anybody keep what we ask and what is answered, and for how long? */
export default async function PromptsPage() {
  const [ctx, t] = [await portalContext(), await getTranslations('usage.promptStorage')]
  const storage = await getPromptStorage(ctx, {})
  const canChange = can(ctx.actor, 'usage.setPromptStorage')
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <SettingsTabs current="prompts" />
      <StorageCard storage={storage} canChange={canChange} />
      {canChange ? <StoredCard storage={storage} /> : null}
    </div>
  )
}
