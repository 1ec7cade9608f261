import { getTranslations } from 'next-intl/server'
import { CellStrip, type Cell } from '@/components/data/cell-strip'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { OverviewView } from '@/lib/domain/admin/view'
import { staffZone } from './staff-page'

type Upstream = OverviewView['upstreams'][number]

const tones: Record<Upstream['hours'][number], Cell['tone']> = { none: 'none', ok: 'success', degraded: 'warning', down: 'danger' }

/** Each server's last 24 hours, a cell an hour. */
export async function UpstreamHealth({ upstreams, now }: { upstreams: OverviewView['upstreams']; now: Date }) {
  const t = await getTranslations('admin.overview')
  return (
    <Card>
      <CardHeader title={t('health')} hint={t('healthHint')} />
      <CardBody>
        <ul className="grid gap-4">
          {upstreams.map((row) => {
            const bad = row.hours.filter((hour) => hour === 'degraded' || hour === 'down').length
            return (
              <li key={row.id} className="grid gap-1.5">
                <div className="flex flex-wrap items-center justify-between gap-2"><bdi className="font-medium">{row.name}</bdi><Status domain="upstream" state={row.health} /></div>
                <CellStrip cells={row.hours.map((hour, index) => ({ tone: tones[hour], title: t('hourCell', { hours: 23 - index, state: t(`hours.${hour}`) }) }))} summary={t('stripSummary', { bad })} />
                <p className="text-caption text-text-3">{row.lastCheckedAt ? <>{t('checked')} <RelativeTime at={row.lastCheckedAt} now={now} timeZone={staffZone} /></> : t('neverChecked')}</p>
              </li>
            )
          })}
        </ul>
      </CardBody>
    </Card>
  )
}
