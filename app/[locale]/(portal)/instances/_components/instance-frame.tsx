import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { CopyId } from '@/components/data/copy-id'
import { LiveRefresh } from '@/components/data/live-refresh'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { InstanceBadge, isMoving } from '@/components/instances/instance-status'
import { StateNotice } from '@/components/instances/state-notice'
import { LinkTabs } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import type { InstanceView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { routes } from '@/lib/routes'
import { PowerButtons } from './power-buttons'

export const mayChangeInstance = (ctx: PortalCtx, instance: InstanceView): boolean =>
  can(ctx.actor, 'instances.update') && !ctx.isSuspended && instance.acts.includes('update')

const tabs = { overview: routes.instance, metrics: routes.instanceMetrics, logs: routes.instanceLogs, events: routes.instanceEvents, settings: routes.instanceSettings } as const
type Props = { ctx: PortalCtx; instance: InstanceView; tab: keyof typeof tabs; children: ReactNode }

/** What stands over every tab of an instance: name, state with its reason, the power buttons, the tabs. It follows the state by itself. */
export async function InstanceFrame({ ctx, instance, tab, children }: Props) {
  const t = await getTranslations('instances')
  const { timeZone } = ctx.session.client
  const moving = isMoving(instance.status) || !instance.isUpToDate
  return (
    <div className="grid gap-6">
      <LiveRefresh key={moving ? 'moving' : 'still'} version={`${instance.status}${instance.statusSince.toISOString()}`} firstMs={moving ? 1_500 : 5_000} longestMs={moving ? 5_000 : 30_000} />
      <PageHeader
        title={instance.name} crumbs={[{ label: t('title'), href: routes.instances() }]}
        lead={(
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span role="status"><InstanceBadge status={instance.status} /></span>
            <RelativeTime at={instance.statusSince} now={ctx.clock.now()} timeZone={timeZone} className="text-caption" />
            <CopyId id={instance.id} label={t('copyId')} />
          </span>
        )}
        actions={ctx.isSuspended ? null : <PowerButtons actor={ctx.actor} instance={instance} />}
      />
      <StateNotice instance={instance} locale={ctx.locale} timeZone={timeZone} mayChange={mayChangeInstance(ctx, instance)} />
      <LinkTabs label={t('tabs.label')} tabs={(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => ({ href: tabs[name](instance.id), label: t(`tabs.${name}`), isCurrent: name === tab }))} />
      {children}
    </div>
  )
}
