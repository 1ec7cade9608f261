import { getTranslations } from 'next-intl/server'
import { LinkTabs } from '@/components/ui/tabs'
import { routes } from '@/lib/routes'

const tabs = [{ id: 'chains', href: routes.adminCoins() }, { id: 'addresses', href: routes.adminCoinAddresses() }, { id: 'refunds', href: routes.adminCoinRefunds() }] as const

export async function CoinTabs({ current }: { current: (typeof tabs)[number]['id'] }) {
  const t = await getTranslations('admin.coins')
  return <LinkTabs label={t('tabs')} tabs={tabs.map(({ id, href }) => ({ href, label: t(`tab.${id}`), isCurrent: id === current }))} />
}
