import { getTranslations } from 'next-intl/server'
import { Messages } from '@/components/layout/messages'
import { DeleteFile } from '@/components/instances/delete-file'
import { UploadModel } from '@/components/instances/upload-model'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { RadioCards } from '@/components/ui/radio-cards'
import { can } from '@/lib/auth/permissions'
import type { InstanceModelView, ModelUploadView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatBytes, formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { getPathname, Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { deleteUploadAction } from '../../actions'
import type { Wish } from './wish'

type Props = { ctx: PortalCtx; models: readonly InstanceModelView[]; uploads: readonly ModelUploadView[]; wish: Wish }

/** What shall it serve: a model that is offered, or a file of one's own. */
export async function ModelStep({ ctx, models, uploads, wish }: Props) {
  const t = await getTranslations('instances.form')
  const [ready, path] = [uploads.filter(({ state }) => state === 'ready'), getPathname({ href: routes.newInstance(), locale: ctx.locale })]
  return (
    <>
      <Card>
        <CardHeader title={t('modelTitle')} hint={t('modelHint')} />
        <form action={path}>
          <CardBody>
            <HiddenFields values={{ size: wish.query.size }} />
            <fieldset><legend className="sr-only">{t('modelTitle')}</legend>
              <RadioCards name="model" value={wish.query.model ?? (wish.query.upload ? '' : models[0]?.code ?? '')} choices={models.map((model) => ({
                value: model.code, title: <span className="flex flex-wrap items-center gap-2"><bdi>{model.name[ctx.locale]}</bdi>{model.isDemo ? <Badge tone="info">{t('demo')}</Badge> : null}</span>,
                hint: <>{model.description[ctx.locale]}<br />{t('modelFacts', { context: ltr(formatNumber(model.contextTokens)), memory: ltr(formatBytes(model.minMemoryBytes)) })}</>,
              }))} />
            </fieldset>
          </CardBody>
          <CardFooter><Button type="submit" look="primary">{t('toSize')}</Button></CardFooter>
        </form>
      </Card>
      {ready.length > 0 ? <OwnFiles ctx={ctx} ready={ready} wish={wish} /> : null}
      {can(ctx.actor, 'instances.beginUpload') ? (
        <Card>
          <CardHeader title={t('uploadTitle')} hint={t('uploadHint')} />
          <CardBody>
            <Messages of={['instances']}>
              <UploadModel deleteAction={deleteUploadAction} unfinished={uploads.filter(({ state }) => state === 'receiving').map(({ id, name, sizeBytes, receivedBytes }) => ({ id, name, sizeBytes, receivedBytes }))} />
            </Messages>
          </CardBody>
        </Card>
      ) : null}
    </>
  )
}

/** Files that have arrived whole: to be served, or deleted to make room. */
async function OwnFiles({ ctx, ready, wish }: { ctx: PortalCtx; ready: readonly ModelUploadView[]; wish: Wish }) {
  const [t, catalog] = [await getTranslations('instances.form'), await getTranslations('catalog')]
  const { size } = wish.query
  return (
    <Card>
      <CardHeader title={t('ownTitle')} />
      <CardBody>
        <Messages of={['instances']}><ul className="grid gap-2">
          {ready.map(({ id, name, sizeBytes, usedBy }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-2 rounded-control border p-3">
              <span className="min-w-0"><bdi dir="ltr" className="break-all">{name}</bdi> <span className="text-text-2"><bdi dir="ltr">{formatBytes(sizeBytes)}</bdi>{usedBy.length > 0 ? <> · {t('usedBy', { names: usedBy.map(ltr).join(catalog('listComma')) })}</> : null}</span></span>
              <span className="flex flex-wrap gap-2">
                <Button asChild size="sm"><Link href={routes.newInstance({ upload: id, ...(size ? { size } : {}) })} aria-label={`${t('useOwn')} ${ltr(name)}`}>{t('useOwn')}</Link></Button>
                {usedBy.length === 0 && can(ctx.actor, 'instances.deleteUpload') ? <DeleteFile id={id} name={name} action={deleteUploadAction} /> : null}
              </span>
            </li>
          ))}
        </ul></Messages>
      </CardBody>
    </Card>
  )
}
