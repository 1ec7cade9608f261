import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PageHeader } from '@/components/data/page-header'
import { LinkTabs } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import type { StaffCtx } from '@/lib/http/context'
import { routes } from '@/lib/routes'
import { ListPage } from '../../_components/list-page'

const tabs = {
  list: { href: routes.adminInstances, opens: 'admin.listInstances' }, hosts: { href: routes.adminInstanceHosts, opens: 'admin.listInstanceHosts' },
  sizes: { href: routes.adminInstanceSizes, opens: 'admin.listInstanceSizes' }, models: { href: routes.adminInstanceModels, opens: 'admin.listInstanceModels' },
} as const
type Props = { ctx: StaffCtx; tab: keyof typeof tabs; title: string; lead: string; actions?: ReactNode; children: ReactNode }

/** What stands over each list of the console's part about instances. */
export async function Section({ ctx, tab, title, lead, actions, children }: Props) {
  const t = await getTranslations('admin.instances.tabs')
  return (
    <ListPage>
      <PageHeader title={title} lead={lead} actions={actions} />
      <LinkTabs label={t('label')} tabs={(Object.keys(tabs) as (keyof typeof tabs)[]).filter((name) => can(ctx.actor, tabs[name].opens)).map((name) => ({ href: tabs[name].href(), label: t(name), isCurrent: name === tab }))} />
      {children}
    </ListPage>
  )
}
