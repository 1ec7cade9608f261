import { Plus, Search } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { RelativeTime } from '@/components/data/relative-time'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Segmented } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import { listKeys } from '@/lib/domain/keys'
import type { KeyView } from '@/lib/domain/keys/view'
import { getOffer } from '@/lib/domain/portal'
import { listKeySpend } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { KeyLimits } from './_components/key-limits'
import { KeyStatus } from './_components/key-status'
import { isOverCap, SpendOfCap } from './_components/key-spend'

type Props = { searchParams: Promise<{ cursor?: string; status?: string }> }

const shown = ['active', 'expired', 'revoked', 'all'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('page.title') }
}

/** Which key is used where, what does it spend, and is one too many? */
export default async function KeysPage({ searchParams }: Props) {
  const [ctx, query, t] = [await portalContext(), await pageQuery(searchParams), await getTranslations('keys')]
  const status = shown.find((one) => one === query.status) ?? 'active'
  const href = (name: (typeof shown)[number], cursor?: string): string => routes.keys({ ...(name === 'active' ? {} : { status: name }), ...(cursor ? { cursor } : {}) })
  const [page, offer] = await Promise.all([listKeys(ctx, { ...(status === 'all' ? {} : { status }), ...(query.cursor ? { cursor: query.cursor } : {}) }), getOffer(ctx, {})])
  const { data: spends } = await listKeySpend(ctx, { keys: page.data.map(({ id }) => id) })
  const spendOf = (key: KeyView) => spends.find(({ keyId }) => keyId === key.id)
  const [now, { timeZone }] = [ctx.clock.now(), ctx.session.client]
  const mayChange = can(ctx.actor, 'keys.create') && !ctx.isSuspended
  const isFull = offer.plan !== null && status === 'active' && !query.cursor && page.data.length >= offer.plan.maxKeys
  const create = mayChange && offer.plan && !isFull ? <Button asChild look="primary"><Link href={routes.newKey()}><Icon icon={Plus} />{t('page.create')}</Link></Button> : null
  const find = can(ctx.actor, 'keys.findLeaked') ? <Button asChild><Link href={routes.findLeakedKey()}><Icon icon={Search} />{t('find.open')}</Link></Button> : null
  const planFirst = <Button asChild look="primary"><Link href={routes.plans()}>{(await getTranslations('dashboard'))('noPlan.act')}</Link></Button>
  const empty = status === 'active'
    ? <EmptyState drawing="key" title={t('page.empty')} hint={t('page.emptyHint')} action={offer.plan ? create ?? undefined : planFirst} />
    : <EmptyState title={t('page.noMatch')} action={<Button asChild><Link href={routes.keys()}>{t('page.clear')}</Link></Button>} />
  const isFresh = status === 'active' && page.data.length === 0 && !query.cursor
  return (
    <div className="grid gap-6">
      <PageHeader title={t('page.title')} actions={<>{find}{isFresh ? null : create}</>} />
      {isFull && offer.plan ? <Notice look="warning">{t('limitReached', { max: offer.plan.maxKeys })}</Notice> : null}
      <div><Segmented label={t('column.status')} options={shown.map((name) => ({ href: href(name), label: t(`page.show.${name}`), isCurrent: name === status }))} /></div>
      <DataTable
        caption={t('page.title')} rows={page.data} rowKey={(key) => key.id} rowHref={(key) => routes.key(key.id)} empty={empty}
        columns={[
          { key: 'name', header: t('column.name'), cell: (key) => <bdi>{key.name}</bdi>, phone: 'title' },
          { key: 'hint', header: t('column.key'), cell: (key) => <bdi dir="ltr" className="font-mono text-mono whitespace-nowrap slashed">{key.hint}</bdi>, phone: 'fact' },
          { key: 'status', header: t('column.status'), cell: (key) => <KeyStatus keyView={key} now={now} timeZone={timeZone} isOverCap={isOverCap(spendOf(key))} />, phone: 'status' },
          { key: 'limits', header: t('column.limits'), cell: (key) => <KeyLimits keyView={key} />, phone: 'none' },
          { key: 'spend', header: t('column.spend'), align: 'end', cell: (key) => <SpendOfCap spend={spendOf(key)} />, phone: 'fact' },
          { key: 'used', header: t('column.lastUsed'), cell: (key) => key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} timeZone={timeZone} className="whitespace-nowrap" /> : <span className="text-text-3">{t('never')}</span>, phone: 'fact' },
        ]}
        footer={<Pagination previousHref={query.cursor ? href(status) : undefined} nextHref={page.nextCursor ? href(status, page.nextCursor) : undefined} />}
      />
    </div>
  )
}

