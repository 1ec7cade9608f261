import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { LimitBar } from '@/components/data/limit-bar'
import { RelativeTime } from '@/components/data/relative-time'
import { Status, ToneBadge } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { formatCores } from '@/components/instances/instance-amounts'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { listInstanceHosts } from '@/lib/domain/admin'
import type { InstanceHostView } from '@/lib/domain/admin/instances/view'
import type { StaffCtx } from '@/lib/http/context'
import { formatBytes } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Code } from '../../_components/list-page'
import { staffPage, staffZone } from '../../_components/staff-page'
import { Section } from '../_components/section'
import { removeOrphanAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('hosts.title') }
}

/** Is there room, and is it safe? */
export default async function HostsPage() {
  const ctx = await staffPage('admin.listInstanceHosts')
  const [t, { data }] = [await getTranslations('admin.instances.hosts'), await listInstanceHosts(ctx, {})]
  return (
    <Section ctx={ctx} tab="hosts" title={t('title')} lead={t('lead')}>
      {data.length === 0 ? <Card><EmptyState drawing="server" title={t('none')} hint={t('noneHint')} /></Card> : data.map((host) => <Host key={host.id} ctx={ctx} host={host} />)}
    </Section>
  )
}

const tones = { enforced: 'success', watched: 'warning', none: 'danger' } as const

async function Host({ ctx, host }: { ctx: StaffCtx; host: InstanceHostView }) {
  const [t, sizes] = [await getTranslations('admin.instances.hosts'), await getTranslations('admin.instances.sizes')]
  const { capacity, promised } = host
  return (
    <Card>
      <CardHeader
        title={<Code>{host.id}</Code>} actions={<Status domain="isolation" state={host.isolation} />}
        hint={<>{sizes('count', { count: host.instances })} · {t('seen')} <RelativeTime at={host.seenAt} now={ctx.clock.now()} timeZone={staffZone} /></>}
      />
      <CardBody className="grid gap-5">
        {host.isFresh ? null : <Notice look="warning">{t('stale')}</Notice>}
        <div className="grid gap-4 sm:grid-cols-3">
          <LimitBar label={t('memory')} used={promised.memoryBytes} limit={capacity.memoryBytes} usedText={formatBytes(promised.memoryBytes)} limitText={formatBytes(capacity.memoryBytes)} />
          <LimitBar label={t('cpu')} used={promised.cpuMillis} limit={capacity.cpuMillis} usedText={formatCores(promised.cpuMillis)} limitText={formatCores(capacity.cpuMillis)} />
          <LimitBar label={t('storage')} used={promised.storageBytes} limit={capacity.storageBytes} usedText={formatBytes(promised.storageBytes)} limitText={formatBytes(capacity.storageBytes)} />
        </div>
        <section aria-label={t('enforced')} className="grid gap-2">
          <h3 className="text-h3 font-medium">{t('enforced')}</h3>
          <dl className="flex flex-wrap gap-x-6 gap-y-2">
            {(Object.keys(host.enforced) as (keyof InstanceHostView['enforced'])[]).map((what) => (
              <div key={what} className="flex items-center gap-2"><dt className="text-text-2">{t(`what.${what}`)}</dt><dd><ToneBadge tone={tones[host.enforced[what]]}>{t(`how.${host.enforced[what]}`)}</ToneBadge></dd></div>
            ))}
          </dl>
        </section>
        {host.notes.length > 0 ? (
          <section aria-label={t('notes')} className="grid gap-2">
            <h3 className="text-h3 font-medium">{t('notes')}</h3>
            <ul lang="en" dir="ltr" className="grid list-disc gap-1 ps-5 text-text-2">{host.notes.map((note) => <li key={note}>{note}</li>)}</ul>
          </section>
        ) : null}
        <Orphans ctx={ctx} host={host} />
      </CardBody>
    </Card>
  )
}

async function Orphans({ ctx, host }: { ctx: StaffCtx; host: InstanceHostView }) {
  const t = await getTranslations('admin.instances.hosts')
  return (
    <section aria-label={t('orphans')} className="grid gap-2">
      <h3 className="text-h3 font-medium">{t('orphans')}</h3>
      {host.orphans.length === 0 ? <p className="text-text-2">{t('noOrphans')}</p> : <p className="text-text-2">{t('orphansHint')}</p>}
      <ul className="grid gap-2">
        {host.orphans.map(({ ref, seenTimes, isRemovalAsked }) => (
          <li key={ref} className="flex flex-wrap items-center justify-between gap-2">
            <span>{t('orphan', { ref: ltr(ref), count: seenTimes })}</span>
            {isRemovalAsked ? <span className="text-text-2">{t('removing')}</span> : can(ctx.actor, 'admin.removeInstanceOrphan')
              ? <ConfirmDialog trigger={<Button size="sm" look="dangerQuiet">{t('remove')}</Button>} title={t('removeTitle', { ref: ltr(ref) })} consequences={[t('removeBody')]} action={removeOrphanAction} values={{ hostId: host.id, ref }} confirmLabel={t('remove')} /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
