import { getTranslations } from 'next-intl/server'
import { formatMicros } from '@/components/instances/instance-amounts'
import { NameField } from '@/components/instances/name-field'
import { Refusals } from '@/components/instances/refusals'
import { PriceLines, SizeLine } from '@/components/instances/size-facts'
import { Messages } from '@/components/layout/messages'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { listInstances, previewInstance } from '@/lib/domain/instances'
import { instanceNamePattern } from '@/lib/domain/instances/schema'
import type { InstancePreviewView, InstanceSizeView } from '@/lib/domain/instances/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDateTime, formatNumber } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { formatPicos } from '@/lib/kernel/money'
import { parsePicos } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { createInstanceAction } from '../../actions'
import { SleepSelect } from '../../_components/sleep-select'
import type { Served } from './wish'

type Props = { ctx: PortalCtx; served: Served; size: InstanceSizeView }

/** The name and the limits, and beside them exactly what is about to be paid for. */
export async function ReviewStep({ ctx, served, size }: Props) {
  const t = await getTranslations('instances.form')
  const [preview, { data: mine }] = await Promise.all([previewInstance(ctx, { sizeId: size.id }), listInstances(ctx, { limit: 100 })])
  const amount = preview.price ? formatMicros(preview.price.hourMicros, preview.price.currency) : ''
  return (
    <Form action={createInstanceAction}>
      <HiddenFields values={{ [served.field]: served.id, sizeId: size.id, frozenAt: preview.frozenAt.toISOString(), hash: preview.hash }} />
      <Card>
        <CardHeader title={t('nameTitle')} />
        <CardBody className="grid gap-5">
          <Messages of={['instances']}><NameField taken={mine.map(({ name }) => name)} pattern={instanceNamePattern.source} /></Messages>
          <Field name="idleSleepMinutes" label={t('sleep')} hint={t('sleepHint')}><SleepSelect value={30} /></Field>
          <Field name="requestsPerMinute" label={t('rpm')} hint={t('rpmHint', { max: ltr(formatNumber(size.requestsPerMinute)) })} isOptional><Input type="number" min={1} max={size.requestsPerMinute} /></Field>
          {served.contextTokens === null ? null : (
            <Field name="contextTokens" label={t('context')} hint={t('contextHint', { max: ltr(formatNumber(served.contextTokens)) })} isOptional><Input type="number" min={256} max={served.contextTokens} /></Field>
          )}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={t('priceTitle')} hint={<><bdi>{served.name[ctx.locale]}</bdi> · <bdi>{size.name[ctx.locale]}</bdi> · <SizeLine size={size} /></>} />
        <CardBody className="grid gap-4">
          <PriceSummary preview={preview} />
          <Refusals preview={preview} />
        </CardBody>
        <CardFooter>
          <Button asChild><Link href={routes.newInstance({ [served.field === 'modelId' ? 'model' : 'upload']: served.id, step: 'size' })}>{t('back')}</Link></Button>
          <SubmitButton size="lg" disabled={preview.refusals.length > 0}>{t('submit', { amount })}</SubmitButton>
        </CardFooter>
      </Card>
      <p className="text-caption text-text-3">{t('held', { time: formatDateTime(preview.expiresAt, ctx.locale, ctx.session.client.timeZone), size: isolated(size.name[ctx.locale]) })}</p>
    </Form>
  )
}

async function PriceSummary({ preview }: { preview: InstancePreviewView }) {
  const t = await getTranslations('instances.form')
  const money = (decimal: string): string => ltr(formatPicos(parsePicos(decimal) ?? 0n, preview.currency))
  return (
    <div className="grid gap-3">
      {preview.price ? <p className="figure-type">{t('perHour', { amount: formatMicros(preview.price.hourMicros, preview.price.currency) })}</p> : null}
      {preview.price ? <PriceLines price={preview.price} /> : null}
      <p>{t('billedHow')}</p>
      <p className="text-text-2">
        {t('paidFrom', { wallet: money(preview.wallet), overage: money(preview.overage) })}{' '}
        {preview.hoursPayable === null ? null : t('lasts', { count: preview.hoursPayable })}{' '}
        {t('quota', { used: preview.instances.used, max: preview.instances.max })}
      </p>
    </div>
  )
}
