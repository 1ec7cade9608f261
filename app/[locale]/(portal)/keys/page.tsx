import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Messages } from '@/components/layout/messages'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listKeys } from '@/lib/domain/keys'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { CreateKey } from './_components/create-key'
import { KeyLimits } from './_components/key-limits'
import { keyOfferOf } from './_components/key-offer'
import { RevokeKey } from './_components/revoke-key'

type Props = { searchParams: Promise<{ cursor?: string; all?: string; new?: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('page.title') }
}

/** Which key is used where, and is one too many? */
export default async function KeysPage({ searchParams }: Props) {
  const [ctx, query, t] = [await portalContext(), await searchParams, await getTranslations('keys')]
  const showsAll = query.all === '1'
  const [page, offer] = await Promise.all([listKeys(ctx, { ...(showsAll ? {} : { status: 'active' as const }), ...(query.cursor ? { cursor: query.cursor } : {}) }), getOffer(ctx, {})])
  const [now, { timeZone }] = [ctx.clock.now(), ctx.session.client]
  const mayChange = can(ctx.actor, 'keys.create') && !ctx.isSuspended
  const isFull = offer.plan !== null && !showsAll && !query.cursor && page.data.length >= offer.plan.maxKeys
  const create = mayChange && offer.plan && !isFull ? <CreateKey offer={keyOfferOf(offer, now)} startsOpen={query.new === '1'} /> : null
  return (
    <Messages of={['keys', 'common']}>
      <div className="grid gap-6">
        <PageHeader title={t('page.title')} actions={<><Button asChild><Link href={routes.keys(showsAll ? {} : { all: 1 })}>{t(showsAll ? 'page.hideRevoked' : 'page.showRevoked')}</Link></Button>{create}</>} />
        {isFull && offer.plan ? <Notice look="warning">{t('limitReached', { max: offer.plan.maxKeys })}</Notice> : null}
        <DataTable
          caption={t('page.title')} rows={page.data} rowKey={(key) => key.id} rowHref={(key) => routes.key(key.id)}
          empty={<EmptyState drawing="key" title={t('page.empty')} hint={t('page.emptyHint')} action={offer.plan ? undefined : <Button asChild look="primary"><Link href={routes.plans()}>{(await getTranslations('dashboard'))('noPlan.act')}</Link></Button>} />}
          columns={[
            { key: 'name', header: t('column.name'), cell: (key) => <bdi>{key.name}</bdi>, phone: 'title' },
            { key: 'hint', header: t('column.key'), cell: (key) => <bdi dir="ltr" className="font-mono text-mono slashed">{key.hint}</bdi>, phone: 'fact' },
            { key: 'status', header: t('column.status'), cell: (key) => <Status domain="key" state={key.status} />, phone: 'status' },
            { key: 'limits', header: t('column.limits'), cell: (key) => <KeyLimits keyView={key} />, phone: 'none' },
            { key: 'used', header: t('column.lastUsed'), cell: (key) => key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} timeZone={timeZone} /> : <span className="text-text-3">{t('never')}</span>, phone: 'fact' },
            { key: 'created', header: t('column.created'), cell: (key) => <DateTime at={key.createdAt} timeZone={timeZone} show="date" />, phone: 'none' },
          ]}
          rowActions={(key) => mayChange && key.status !== 'revoked' ? <RevokeKey id={key.id} name={key.name} /> : null}
          footer={<Pagination previousHref={query.cursor ? routes.keys(showsAll ? { all: 1 } : {}) : undefined} nextHref={page.nextCursor ? routes.keys({ ...(showsAll ? { all: 1 } : {}), cursor: page.nextCursor }) : undefined} />}
        />
      </div>
    </Messages>
  )
}
