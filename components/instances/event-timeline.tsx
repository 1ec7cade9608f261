import { useTranslations } from 'next-intl'
import { RelativeTime } from '@/components/data/relative-time'
import { toneOf } from '@/components/data/status-tones'
import { Timeline } from '@/components/data/timeline'
import type { InstanceEventView } from '@/lib/domain/instances/view'

type Props = { events: readonly InstanceEventView[]; now: Date; timeZone: string }

/** What happened to an instance, newest first: the wishes of people beside what was seen of it. */
export function EventTimeline({ events, now, timeZone }: Props) {
  const [t, states, reasons] = [useTranslations('instances.event'), useTranslations('status.instance'), useTranslations('instances.reason')]
  const titleOf = (event: InstanceEventView): string => {
    if (event.kind === 'status' && event.toStatus) return states(event.toStatus)
    const key = `${event.kind}.${event.reason ?? 'other'}`
    return t.has(key) ? t(key) : t(`${event.kind}.other`)
  }
  return (
    <Timeline items={events.map((event) => ({
      id: event.id, tone: event.kind === 'status' && event.toStatus ? toneOf('instance', event.toStatus) : 'neutral', title: <span className="font-medium">{titleOf(event)}</span>,
      actor: event.actorName ?? (event.actorKind === 'staff' ? t('byStaff') : null), time: <RelativeTime at={event.createdAt} now={now} timeZone={timeZone} />,
      detail: event.kind === 'status' && event.reason && reasons.has(`${event.reason}.title`) ? reasons(`${event.reason}.title`) : null,
    }))} />
  )
}
