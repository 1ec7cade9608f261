import { useTranslations } from 'next-intl'
import { CopyId } from '@/components/data/copy-id'
import { KeyValueList } from '@/components/data/key-value-list'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import type { OfferView } from '@/lib/domain/portal/view'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { formatPicos } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

type Model = OfferView['models'][number]

/** Micros are a millionth of the major unit; shown exactly, as money. */
const rateText = (micros: bigint, currency: string): string => ltr(formatPicos(micros * 1_000_000n, currency))

/** One model: what it is, what it costs and whether the plan holds it. */
export function ModelCard({ model, locale, hasPlan }: { model: Model; locale: Locale; hasPlan: boolean }) {
  const t = useTranslations('models')
  const { price } = model
  const tokens = (count: number): string => t('tokens', { count })
  const items = [
    ...(price ? [
      { label: t('input'), value: rateText(price.inputMicrosPerMillion, price.currency) },
      ...(model.kind === 'chat' ? [{ label: t('cachedInput'), value: rateText(price.cachedInputMicrosPerMillion, price.currency) }, { label: t('output'), value: rateText(price.outputMicrosPerMillion, price.currency) }] : []),
      ...(price.requestMicros > 0n ? [{ label: t('perRequest'), value: rateText(price.requestMicros, price.currency) }] : []),
    ] : []),
    { label: t('context'), value: tokens(model.contextTokens) },
    ...(model.kind === 'chat' ? [{ label: t('maxOutput'), value: tokens(model.maxOutputTokens) }] : []),
  ]
  return (
    <Card className="flex h-full flex-col">
      <CardHeader
        title={<bdi>{model.name}</bdi>} hint={model.description[locale]}
        actions={<>{model.isDemo ? <Badge tone="info">{t('demo')}</Badge> : null}<Badge>{t(`kind.${model.kind}`)}</Badge></>}
      />
      <CardBody className="grid flex-1 content-start gap-4">
        <CopyId id={model.slug} isWhole label={t('id')} />
        {price ? null : <p className="text-warning">{t('noPrice')}</p>}
        <KeyValueList items={items} />
      </CardBody>
      {hasPlan && !model.isInPlan ? <CardFooter><span className="me-auto text-text-2">{t('notInPlan')}</span><Button asChild size="sm"><Link href={routes.plans()}>{t('seePlans')}</Link></Button></CardFooter> : null}
      {model.isInPlan && model.kind === 'chat' ? <CardFooter><Button asChild size="sm"><Link href={routes.playground({ model: model.slug })}>{t('try')}</Link></Button></CardFooter> : null}
    </Card>
  )
}
