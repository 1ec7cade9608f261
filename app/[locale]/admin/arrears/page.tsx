import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ArrearsTimeline } from '@/components/billing/arrears-timeline'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import { listArrears } from '@/lib/domain/admin'
import { isRunning } from '@/lib/domain/billing/dunning/kinds'
import { isolated } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'
import { extendArrearsAction } from './actions'

const states = ['open', 'suspended', 'recovered', 'ended'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminArrears') }
}

/** Who does not pay, and what happens to them when? */
export default async function ArrearsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listArrears')
  const [t, word, { state: asked }, paging] = await Promise.all([getTranslations('admin.arrears'), getTranslations('status.arrears'), readQuery(searchParams, ['state']), readPaging(searchParams)])
  const state = oneOf(states, asked)
  const page = await listArrears(ctx, { state, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ state }), paging.next({ state }, page.nextCursor)]
  const filters = [undefined, ...states].map((value) => ({ href: routes.adminArrears({ state: value }), label: value ? word(value) : t('running'), isCurrent: value === state }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListToolbar filterLabel={t('state')} filters={filters} />
      {page.data.length === 0 ? <Card>{state ? <NothingHere isFiltered none={t('none')} noMatch={t('noMatch')} clearLabel={t('clear')} clearHref={routes.adminArrears()} /> : <EmptyState drawing="done" title={t('none')} />}</Card> : null}
      {page.data.map((row) => (
        <Card key={row.id}>
          <CardHeader
            title={<Link className="link" href={routes.adminClient(row.clientId)}><bdi>{row.clientName}</bdi></Link>}
            hint={<><bdi dir="ltr">{row.invoiceNumber ?? row.invoiceId}</bdi> · <Money minor={row.balanceMinor} currency={row.currency} /></>}
            actions={
              <div className="flex flex-wrap items-center gap-2">
                <Status domain="arrears" state={row.state} />
                {can(ctx.actor, 'admin.extendArrears') && isRunning(row) ? (
                  <ConfirmDialog
                    look="primary" trigger={<Button size="sm">{t('extend')}</Button>} title={t('extendTitle', { name: isolated(row.clientName) })} consequences={[t('extendHint')]}
                    action={extendArrearsAction} values={{ id: row.id }} confirmLabel={t('extend')} reasonLabel={t('reason')} okToast={t('extended')}
                  ><Field name="days" label={t('days')}><Input type="number" min={1} max={90} defaultValue={7} required /></Field></ConfirmDialog>
                ) : null}
              </div>
            }
          />
          <CardBody><ArrearsTimeline steps={row.timeline} timeZone={staffZone} /></CardBody>
        </Card>
      ))}
      <Pagination previousHref={previous && routes.adminArrears(previous)} nextHref={next && routes.adminArrears(next)} />
    </ListPage>
  )
}
