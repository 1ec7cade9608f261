import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { LogViewer } from '@/components/instances/log-viewer'
import { Messages } from '@/components/layout/messages'
import { can } from '@/lib/auth/permissions'
import { apiRoutes } from '@/lib/routes'
import { InstanceFrame } from '../../_components/instance-frame'
import { readInstance } from '../../_components/read-instance'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('logs.title') }
}

/** What is the server writing? */
export default async function InstanceLogsPage({ params }: Props) {
  const { ctx, instance } = await readInstance(params)
  if (!can(ctx.actor, 'instances.readLogs')) notFound()
  return (
    <InstanceFrame ctx={ctx} instance={instance} tab="logs">
      <Messages of={['instances']}>
        <LogViewer url={apiRoutes.instanceLogs(instance.id, { follow: 1 })} downloadUrl={apiRoutes.instanceLogs(instance.id, { download: 1 })} timeZone={ctx.session.client.timeZone} />
      </Messages>
    </InstanceFrame>
  )
}
