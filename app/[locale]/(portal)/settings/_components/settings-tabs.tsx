import { getTranslations } from 'next-intl/server'
import { LinkTabs } from '@/components/ui/tabs'
import { routes } from '@/lib/routes'

export async function SettingsTabs({ current }: { current: 'profile' | 'security' | 'prompts' }) {
  const t = await getTranslations('nav')
  const tabs = [{ id: 'profile' as const, href: routes.profile() }, { id: 'security' as const, href: routes.security() }, { id: 'prompts' as const, href: routes.prompts() }]
  return <LinkTabs label={t('settings')} tabs={tabs.map(({ id, href }) => ({ href, label: t(id), isCurrent: id === current }))} />
}
