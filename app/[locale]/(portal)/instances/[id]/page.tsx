import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CodeTabs } from '@/components/data/code-tabs'
import { CopyId } from '@/components/data/copy-id'
import { FactStrip } from '@/components/data/fact-strip'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { formatMicros } from '@/components/instances/instance-amounts'
import { SizeLine, SizeReach } from '@/components/instances/size-facts'
import { StartSteps } from '@/components/instances/start-steps'
import { codeSamples, keyPlace } from '@/components/playground/code-samples'
import { emptySettings } from '@/components/playground/conversation'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { InstanceView } from '@/lib/domain/instances/view'
import { env } from '@/lib/env'
import type { PortalCtx } from '@/lib/http/context'
import { formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { InstanceFrame } from '../_components/instance-frame'
import { readInstance } from '../_components/read-instance'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('title') }
}

/** Does it answer, how do I call it, and what does it cost right now? */
export default async function InstancePage({ params }: Props) {
  const { ctx, instance } = await readInstance(params)
  const isStarting = ['pending', 'provisioning', 'starting'].includes(instance.status)
  return (
    <InstanceFrame ctx={ctx} instance={instance} tab="overview">
      {isStarting ? <StartSteps status={instance.status} /> : null}
      <Facts ctx={ctx} instance={instance} />
      {instance.status === 'deleted' ? null : <HowToCall instance={instance} />}
    </InstanceFrame>
  )
}

async function Facts({ ctx, instance }: { ctx: PortalCtx; instance: InstanceView }) {
  const t = await getTranslations('instances')
  const [now, { timeZone }] = [ctx.clock.now(), ctx.session.client]
  const { billing, limits } = instance
  return (
    <FactStrip facts={[
      { label: t('bills.title'), value: billing === null ? t('bills.unknown') : billing.as === 'free' ? t('bills.free') : t('bills.hour', { amount: formatMicros(billing.hourMicros, billing.currency) }), hint: billing ? t(`bills.${billing.as}Hint`) : undefined },
      { label: t('detail.runningSince'), value: instance.runningSince ? <RelativeTime at={instance.runningSince} now={now} timeZone={timeZone} /> : t('detail.notRunning') },
      { label: t('column.model'), value: <bdi>{instance.model.name[ctx.locale]}</bdi>, hint: t('detail.context', { count: formatNumber(instance.contextTokens) }) },
      { label: t('column.size'), value: <bdi>{instance.size.name[ctx.locale]}</bdi>, hint: <><SizeLine size={instance.size} /> · <SizeReach size={{ slots: limits.slots, requestsPerMinute: limits.requestsPerMinute }} /></> },
      { label: t('detail.isolation'), value: instance.isolation ? <Status domain="isolation" state={instance.isolation} /> : t('detail.notYet'), hint: instance.isolation ? t(`isolation.${instance.isolation}`) : undefined },
      { label: t('detail.sleep'), value: instance.idleSleepMinutes === null ? t('detail.never') : t('detail.sleepAfter', { minutes: instance.idleSleepMinutes }) },
      { label: t('detail.lastRequest'), value: instance.lastRequestAt ? <RelativeTime at={instance.lastRequestAt} now={now} timeZone={timeZone} /> : t('detail.noRequest') },
    ]} />
  )
}

/** The same server under two addresses: as a model of the API, and as an API of its own. */
async function HowToCall({ instance }: { instance: InstanceView }) {
  const t = await getTranslations('instances.call')
  const baseUrl = env().PUBLIC_ORIGIN + apiRoutes.gateway()
  const samples = codeSamples({ baseUrl, model: instance.endpoints.model, messages: [{ role: 'user', content: t('prompt') }], settings: emptySettings, key: keyPlace })
  return (
    <Card>
      <CardHeader title={t('title')} hint={t('hint')} actions={<><Link className="link" href={routes.keys()}>{t('keys')}</Link>{instance.status === 'running' ? <Link className="link" href={routes.playground({ model: instance.endpoints.model })}>{t('playground')}</Link> : null}</>} />
      <CardBody className="grid gap-4">
        <dl className="grid gap-3">
          {([['asModel', instance.endpoints.model], ['baseUrl', baseUrl], ['ownBase', instance.endpoints.baseUrl]] as const).map(([name, value]) => (
            <div key={name} className="grid gap-0.5"><dt className="text-text-2">{t(name)}</dt><dd><CopyId id={value} isWhole label={t(`copy.${name}`)} /></dd></div>
          ))}
        </dl>
        <CodeTabs label={t('title')} tabs={samples.map(({ label, code }) => ({ name: label, code }))} />
      </CardBody>
    </Card>
  )
}
