import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { getKey } from '@/lib/domain/keys'
import { getOffer } from '@/lib/domain/portal'
import { listEvents } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { addDays, isDay, startOfDay } from '@/components/usage/zoned-day'
import { routes } from '@/lib/routes'
import { KeyFrame, orNotFound } from '../../_components/key-frame'
import { RequestFilters, requestStatuses, type RequestQuery } from '../../_components/request-filters'
import { RequestLog } from '../../_components/request-log'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('tabs.requests') }
}

const day = (value: string | undefined): string | undefined => (value !== undefined && isDay(value) ? value : undefined)

/** Every request of one key, newest first. */
export default async function KeyRequestsPage({ params, searchParams }: Props) {
  const [ctx, { id }, search] = [await portalContext(), await params, await pageQuery(searchParams)]
  const { timeZone } = ctx.session.client
  const query: RequestQuery = { status: requestStatuses.find((one) => one === search.status), model: search.model || undefined, from: day(search.from), to: day(search.to) }
  const { cursor } = search
  const [key, page, offer] = await Promise.all([
    getKey(ctx, { id }).catch(orNotFound),
    listEvents(ctx, {
      keyId: id, ...(query.status ? { status: query.status } : {}), ...(query.model ? { model: query.model } : {}), ...(cursor ? { cursor } : {}),
      ...(query.from ? { from: startOfDay(query.from, timeZone).toISOString() } : {}), ...(query.to ? { to: startOfDay(addDays(query.to, 1), timeZone).toISOString() } : {}),
    }),
    getOffer(ctx, {}),
  ])
  return (
    <KeyFrame ctx={ctx} keyView={key} tab="requests">
      <RequestFilters id={id} query={query} models={offer.models.map(({ slug }) => slug)} />
      <RequestLog
        page={page} now={ctx.clock.now()} timeZone={timeZone} isFiltered={Object.values(query).some((value) => value !== undefined)} clearHref={routes.keyRequests(id)}
        firstHref={cursor ? routes.keyRequests(id, query) : undefined} nextHref={page.nextCursor ? routes.keyRequests(id, { ...query, cursor: page.nextCursor }) : undefined}
      />
    </KeyFrame>
  )
}
