import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { Pagination } from '@/components/data/pagination'
import { EventTimeline } from '@/components/instances/event-timeline'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/dir-icon'
import { can } from '@/lib/auth/permissions'
import { listInstanceEvents } from '@/lib/domain/instances'
import { pageQuery } from '@/lib/http/page-query'
import { apiRoutes, routes } from '@/lib/routes'
import { InstanceFrame } from '../../_components/instance-frame'
import { orNotFound, readInstance } from '../../_components/read-instance'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ cursor?: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('tabs.events') }
}

/** What happened to it, when, and who did it? */
export default async function InstanceEventsPage({ params, searchParams }: Props) {
  const [{ ctx, instance }, { cursor }, t] = [await readInstance(params), await pageQuery(searchParams), await getTranslations('instances')]
  const page = await listInstanceEvents(ctx, { id: instance.id, limit: 50, ...(cursor ? { cursor } : {}) }).catch(orNotFound)
  return (
    <InstanceFrame ctx={ctx} instance={instance} tab="events">
      <Card>
        <CardHeader
          title={t('tabs.events')} hint={t('history.hint')}
          actions={can(ctx.actor, 'instances.exportHistory') ? <Button asChild size="sm"><a href={apiRoutes.instanceHistory(instance.id)} download={`${instance.name}-history.json`}><Icon icon={Download} />{t('history.download')}</a></Button> : null}
        />
        <CardBody>
          {page.data.length === 0 ? <EmptyState title={t('event.none')} /> : <EventTimeline events={page.data} now={ctx.clock.now()} timeZone={ctx.session.client.timeZone} />}
        </CardBody>
      </Card>
      <Pagination previousHref={cursor ? routes.instanceEvents(instance.id) : undefined} nextHref={page.nextCursor ? routes.instanceEvents(instance.id, { cursor: page.nextCursor }) : undefined} />
    </InstanceFrame>
  )
}
