import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import type { AdminModelView, UpstreamView } from '@/lib/domain/admin/view'
import { isolated } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../_components/list-page'
import { linkModelUpstreamAction } from '../actions'

type ModelLink = AdminModelView['links'][number]

/** Fields of a link: what the server calls the model, its share and its turn. */
async function LinkFields({ link }: { link?: ModelLink }) {
  const t = await getTranslations('admin.models')
  return (
    <>
      <Field name="upstreamModel" label={t('upstreamModel')} hint={t('upstreamModelHint')}><Input dir="ltr" defaultValue={link?.upstreamModel} required /></Field>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field name="priority" label={t('priority')} hint={t('priorityHint')}><Input type="number" min={0} max={100} defaultValue={link?.priority ?? 0} /></Field>
        <Field name="weight" label={t('weight')} hint={t('weightHint')}><Input type="number" min={1} max={1000} defaultValue={link?.weight ?? 1} /></Field>
      </div>
    </>
  )
}

/** The servers that answer for a model. */
export async function Links({ model, upstreams }: { model: AdminModelView; upstreams: readonly UpstreamView[] }) {
  const t = await getTranslations('admin.models')
  const free = upstreams.filter(({ id }) => !model.links.some((link) => link.upstreamId === id))
  const columns: Column<ModelLink>[] = [
    { key: 'name', header: t('upstream'), phone: 'title', cell: (row) => <Link href={routes.adminUpstream(row.upstreamId)} className="link"><bdi>{row.upstreamName}</bdi></Link> },
    { key: 'model', header: t('upstreamModel'), phone: 'fact', cell: (row) => <Code>{row.upstreamModel}</Code> },
    { key: 'state', header: t('status'), phone: 'status', cell: (row) => <Status domain="upstream" state={row.health} /> },
    { key: 'priority', header: t('priority'), phone: 'fact', align: 'end', cell: (row) => row.priority },
    { key: 'weight', header: t('weight'), phone: 'fact', align: 'end', cell: (row) => row.weight },
  ]
  const actions = (row: ModelLink) => (
    <>
      <FormDialog trigger={<Button size="sm">{t('edit')}</Button>} title={row.upstreamName} action={linkModelUpstreamAction} submitLabel={t('save')} okToast={t('saved')}>
        <HiddenFields values={{ id: model.id, upstreamId: row.upstreamId }} /><LinkFields link={row} />
      </FormDialog>
      <ConfirmDialog
        trigger={<Button size="sm" look="dangerQuiet">{t('unlink')}</Button>} title={t('unlinkTitle', { name: isolated(row.upstreamName) })} consequences={[t('unlinkBody')]}
        action={linkModelUpstreamAction} values={{ id: model.id, upstreamId: row.upstreamId }} confirmLabel={t('unlink')}
      />
    </>
  )
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-h2 font-semibold">{t('servers')}</h2>
        {free.length > 0 ? (
          <FormDialog trigger={<Button>{t('link')}</Button>} title={t('linkTitle', { name: isolated(model.name) })} action={linkModelUpstreamAction} submitLabel={t('link')} okToast={t('saved')}>
            <HiddenFields values={{ id: model.id }} />
            <Field name="upstreamId" label={t('upstream')}><Select>{free.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</Select></Field>
            <LinkFields />
          </FormDialog>
        ) : null}
      </div>
      <DataTable caption={t('servers')} columns={columns} rows={model.links} rowKey={(row) => row.upstreamId} rowActions={actions} empty={<EmptyState title={t('noLink')} hint={t('noLinkHint')} />} />
    </section>
  )
}
