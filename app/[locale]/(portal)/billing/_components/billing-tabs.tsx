import { useTranslations } from 'next-intl'
import { LinkTabs } from '@/components/ui/tabs'
import { routes } from '@/lib/routes'

export function BillingTabs({ current }: { current: 'overview' | 'invoices' | 'creditNotes' | 'methods' | 'wallet' | 'transactions' }) {
  const t = useTranslations('billing.tabs')
  const tabs = [{ id: 'overview', href: routes.billing() }, { id: 'invoices', href: routes.invoices() }, { id: 'creditNotes', href: routes.creditNotes() }, { id: 'methods', href: routes.methods() }, { id: 'wallet', href: routes.wallet() }, { id: 'transactions', href: routes.transactions() }] as const
  return <LinkTabs label={t('label')} tabs={tabs.map(({ id, href }) => ({ href, label: t(id), isCurrent: id === current }))} />
}
