import { getTranslations } from 'next-intl/server'
import { eventWord } from '@/components/billing/event-word'
import { Money } from '@/components/data/money'
import { RelativeTime } from '@/components/data/relative-time'
import { Timeline, type TimelineItem } from '@/components/data/timeline'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { subscriptionHistory } from '@/lib/domain/billing'
import { listPlans } from '@/lib/domain/catalog'
import type { PortalCtx } from '@/lib/http/context'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What happened to the subscription and who did it. */
export async function HistoryCard({ ctx, id }: { ctx: PortalCtx; id: string }) {
  const [t, { data }, { data: plans }] = [await getTranslations('billing.manage'), await subscriptionHistory(ctx, { id, limit: 20 }), await listPlans(ctx, {})]
  const nameOf = (code: string | undefined): string => plans.find((plan) => plan.code === code)?.name[ctx.locale] ?? code ?? ''
  const items = data.map((event): TimelineItem => {
    const word = eventWord(event)
    const [total, currency] = [text(event.data.totalMinor), text(event.data.currency)]
    const key = `event.${t.has(`event.${word}`) ? word : 'other'}`
    return {
      id: event.id, actor: event.actorName, title: t(key, { plan: nameOf(text(event.data.planCode)) }),
      ...(total && currency && BigInt(total) > 0n ? { detail: <Money minor={total} currency={currency} /> } : {}),
      time: <RelativeTime at={event.at} now={ctx.clock.now()} timeZone={ctx.session.client.timeZone} />,
    }
  })
  return items.length === 0 ? null : <Card><CardHeader title={t('events')} /><CardBody><Timeline items={items} /></CardBody></Card>
}
