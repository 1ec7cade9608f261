import { getTranslations } from 'next-intl/server'
import { formatMicros } from '@/components/instances/instance-amounts'
import { InstanceBadge } from '@/components/instances/instance-status'
import { UptimeStrip } from '@/components/instances/uptime-strip'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getInstanceMetrics, listInstances } from '@/lib/domain/instances'
import type { InstanceView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatPercent } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

const shown = 4
const hours = 24

/** Do my servers answer? Absent for who has none. */
export async function Instances({ ctx }: { ctx: PortalCtx }) {
  if (!can(ctx.actor, 'instances.list')) return null
  const [{ data }, t] = [await listInstances(ctx, { limit: shown }), await getTranslations('instances')]
  if (data.length === 0) return null
  return (
    <Card>
      <CardHeader title={t('title')} actions={<Link className="link" href={routes.instances()}>{t('card.all')}</Link>} />
      <CardBody>
        <ul className="grid gap-3">{data.map((instance) => <Row key={instance.id} ctx={ctx} instance={instance} />)}</ul>
      </CardBody>
    </Card>
  )
}

async function Row({ ctx, instance }: { ctx: PortalCtx; instance: InstanceView }) {
  const [t, metrics] = [await getTranslations('instances'), await getInstanceMetrics(ctx, { id: instance.id, range: '24h' })]
  const { ratio } = metrics.uptime
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <Link href={routes.instance(instance.id)} className="min-w-0 wrap-anywhere hover:underline"><bdi>{instance.name}</bdi></Link>
      <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <UptimeStrip metrics={metrics} count={hours} summary={ratio === null ? t('metrics.neverWanted') : t('card.day', { ratio: ltr(formatPercent(ratio)) })} locale={ctx.locale} timeZone={ctx.session.client.timeZone} />
        {instance.billing ? <span className="text-text-2">{t('bills.hour', { amount: formatMicros(instance.billing.hourMicros, instance.billing.currency) })}</span> : null}
        <InstanceBadge status={instance.status} />
      </span>
    </li>
  )
}
