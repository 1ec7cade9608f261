import { useTranslations } from 'next-intl'
import type { InstancePriceView, InstanceResourcesView, InstanceSizeView } from '@/lib/domain/instances/view'
import { formatBytes } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { coresOf, formatMicros } from './instance-amounts'

type Size = Pick<InstanceResourcesView, 'memoryBytes' | 'cpuMillis' | 'storageBytes'>

/** "256 MiB memory · 0.5 cores · 512 MiB storage". */
export function SizeLine({ size }: { size: Size }) {
  const t = useTranslations('instances.size')
  return <>{t('line', { memory: ltr(formatBytes(size.memoryBytes)), cores: t('cores', { count: coresOf(size.cpuMillis) }), storage: ltr(formatBytes(size.storageBytes)) })}</>
}

const monthHours = 730n

/** What a size costs: by the hour, kept, for a month, and per token. Only spans, for it stands inside labels and paragraphs too. */
export function PriceLines({ price }: { price: InstancePriceView }) {
  const t = useTranslations('instances.size')
  const amount = (micros: bigint): string => formatMicros(micros, price.currency)
  const hasTokens = price.inputMicrosPerMillion > 0n || price.outputMicrosPerMillion > 0n
  return (
    <span className="grid gap-0.5">
      <span>{t('hour', { amount: amount(price.hourMicros) })}</span>
      <span>{t('kept', { amount: amount(price.keptHourMicros) })}</span>
      <span>{t('month', { amount: amount(price.hourMicros * monthHours) })}</span>
      <span>{hasTokens ? t('tokens', { input: amount(price.inputMicrosPerMillion), output: amount(price.outputMicrosPerMillion) }) : t('noTokens')}</span>
    </span>
  )
}

/** Why a size cannot be chosen; nothing where it can. `needed`: the memory that the model takes. */
export function WhyNot({ size, needed = 0 }: { size: InstanceSizeView; needed?: number }) {
  const t = useTranslations('instances.size')
  const why = !size.isOffered ? t('notInPlan') : size.price === null ? t('noPrice') : size.memoryBytes < needed ? t('tooSmall', { memory: ltr(formatBytes(needed)) }) : null
  return why ? <span className="block font-medium">{why}</span> : null
}

/** How much it answers at a time. */
export function SizeReach({ size }: { size: Pick<InstanceResourcesView, 'slots' | 'requestsPerMinute'> }) {
  const t = useTranslations('instances.size')
  return <>{t('slots', { count: size.slots })} · {t('rpm', { count: size.requestsPerMinute })}</>
}
