import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Pagination } from '@/components/data/pagination'
import { Card, CardBody } from '@/components/ui/card'
import { getKey, listKeyHistory } from '@/lib/domain/keys'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { routes } from '@/lib/routes'
import { KeyFrame, orNotFound } from '../../_components/key-frame'
import { KeyHistory } from '../../_components/key-history'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ cursor?: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('tabs.history') }
}

/** Who changed what, from what to what. */
export default async function KeyHistoryPage({ params, searchParams }: Props) {
  const [ctx, { id }, { cursor }] = [await portalContext(), await params, await pageQuery(searchParams)]
  const [key, page] = await Promise.all([getKey(ctx, { id }).catch(orNotFound), listKeyHistory(ctx, { id, ...(cursor ? { cursor } : {}) })])
  return (
    <KeyFrame ctx={ctx} keyView={key} tab="history">
      <Card><CardBody><KeyHistory events={page.data} now={ctx.clock.now()} timeZone={ctx.session.client.timeZone} currency={ctx.session.client.currency} /></CardBody></Card>
      <Pagination previousHref={cursor ? routes.keyHistory(id) : undefined} nextHref={page.nextCursor ? routes.keyHistory(id, { cursor: page.nextCursor }) : undefined} />
    </KeyFrame>
  )
}
