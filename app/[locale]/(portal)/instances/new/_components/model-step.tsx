import { getTranslations } from 'next-intl/server'
import { Messages } from '@/components/layout/messages'
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
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
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
      {ready.length > 0 ? (
        <Card>
          <CardHeader title={t('ownTitle')} />
          <form action={path}>
            <CardBody>
              <HiddenFields values={{ size: wish.query.size }} />
              <fieldset><legend className="sr-only">{t('ownTitle')}</legend>
                <RadioCards name="upload" value={wish.query.upload ?? ready[0]?.id ?? ''} choices={ready.map((upload) => ({ value: upload.id, title: <bdi dir="ltr">{upload.name}</bdi>, hint: <bdi dir="ltr">{formatBytes(upload.sizeBytes)}</bdi> }))} />
              </fieldset>
            </CardBody>
            <CardFooter><Button type="submit">{t('useOwn')}</Button></CardFooter>
          </form>
        </Card>
      ) : null}
      {can(ctx.actor, 'instances.beginUpload') ? (
        <Card>
          <CardHeader title={t('uploadTitle')} hint={t('uploadHint')} />
          <CardBody>
            <Messages of={['instances']}>
              <UploadModel unfinished={uploads.filter(({ state }) => state === 'receiving').map(({ id, name, sizeBytes, receivedBytes }) => ({ id, name, sizeBytes, receivedBytes }))} />
            </Messages>
          </CardBody>
        </Card>
      ) : null}
    </>
  )
}
