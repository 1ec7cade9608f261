import { getTranslations } from 'next-intl/server'
import { formatMicros } from '@/components/instances/instance-amounts'
import { Refusals } from '@/components/instances/refusals'
import { PriceLines, SizeLine, SizeReach, WhyNot } from '@/components/instances/size-facts'
import { FieldError } from '@/components/form/field-error'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Button } from '@/components/ui/button'
import { RadioCards } from '@/components/ui/radio-cards'
import { listInstanceSizes, previewInstance } from '@/lib/domain/instances'
import type { InstanceSizeView, InstanceView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDateTime } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { resizeInstanceAction } from '../actions'

type Props = { ctx: PortalCtx; instance: InstanceView; wanted: string | undefined }

/** Another size: first the choice, then what it changes and costs, then the button that does exactly that. */
export async function ResizeCard({ ctx, instance, wanted }: Props) {
  const t = await getTranslations('instances.resize')
  const { data: sizes } = await listInstanceSizes(ctx, {})
  const others = sizes.filter(({ code }) => code !== instance.size.code)
  const chosen = others.find(({ code }) => code === wanted)
  return (
    <Card id="size">
      <CardHeader title={t('title')} hint={<>{t('now', { size: isolated(instance.size.name[ctx.locale]) })} <SizeLine size={instance.size} /></>} />
      <CardBody className="grid gap-5">
        <form action={`${getPathname({ href: routes.instanceSettings(instance.id), locale: ctx.locale })}#size`} className="grid gap-3">
          <fieldset><legend className="sr-only">{t('title')}</legend><RadioCards key={chosen?.code} name="size" {...(chosen ? { value: chosen.code } : {})} choices={others.map((size) => ({
            value: size.code, title: <bdi>{size.name[ctx.locale]}</bdi>, isDisabled: !size.isOffered || size.price === null,
            hint: <><SizeLine size={size} /><br /><SizeReach size={size} /><WhyNot size={size} /></>,
          }))} /></fieldset>
          <div><Button type="submit">{t('look')}</Button></div>
        </form>
        {chosen ? <Preview ctx={ctx} instance={instance} size={chosen} /> : null}
      </CardBody>
    </Card>
  )
}

async function Preview({ ctx, instance, size }: { ctx: PortalCtx; instance: InstanceView; size: InstanceSizeView }) {
  const t = await getTranslations('instances.resize')
  const preview = await previewInstance(ctx, { id: instance.id, sizeId: size.id })
  const before = preview.before?.price
  return (
    <section aria-labelledby="resize-preview" className="grid gap-4 rounded-card border bg-sunken p-4">
      <h3 id="resize-preview" className="font-medium">{t('preview', { size: isolated(size.name[ctx.locale]) })}</h3>
      {before && preview.price ? <p className="figure-type">{t('change', { before: formatMicros(before.hourMicros, before.currency), after: formatMicros(preview.price.hourMicros, preview.price.currency) })}</p> : null}
      {preview.price ? <PriceLines price={preview.price} /> : null}
      {preview.restarts ? <p>{t('restarts')}</p> : null}
      <Refusals preview={preview} />
      <Form action={resizeInstanceAction}>
        <HiddenFields values={{ id: instance.id, sizeId: size.id, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }} />
        <FieldError name="sizeId" />
        <div className="grid justify-items-start gap-2">
          <SubmitButton disabled={preview.refusals.length > 0}>{preview.price ? t('act', { amount: formatMicros(preview.price.hourMicros, preview.price.currency) }) : t('title')}</SubmitButton>
          <p className="text-caption text-text-3">{t('held', { time: formatDateTime(preview.expiresAt, ctx.locale, ctx.session.client.timeZone) })}</p>
        </div>
      </Form>
    </section>
  )
}
