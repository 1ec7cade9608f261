import { useTranslations } from 'next-intl'
import { UsageCost } from '@/components/data/usage-cost'
import type { ModelView } from '@/lib/domain/catalog/view'
import { formatNumber } from '@/lib/i18n/format'
import { costPicos } from '@/lib/kernel/rate'
import { Rate } from './rate'

/** A question with some context, and an answer of a paragraph. */
const example = { input: 412, cachedInput: 0, output: 96 }

/** What a request like the one beside it costs at the price in force, computed by the rule that bills it. */
export function ExampleCost({ model }: { model: ModelView }) {
  const t = useTranslations('home')
  if (!model.price) return null
  const { currency, inputMicrosPerMillion, outputMicrosPerMillion } = model.price
  return (
    <section aria-labelledby="cost" className="grid gap-3 rounded-card border bg-surface p-5">
      <h3 id="cost" className="text-h3 font-medium text-text-2">{t('costTitle')}</h3>
      <div>
        <p className="figure-type"><UsageCost picos={costPicos(model.price, example)} currency={currency} /></p>
        <p className="text-text-2">{t('costOf', { input: formatNumber(example.input), output: formatNumber(example.output) })}</p>
      </div>
      <dl className="grid gap-1.5 border-t pt-3">
        <div className="flex justify-between gap-3"><dt className="text-text-2">{t('perMillionIn')}</dt><dd><Rate micros={inputMicrosPerMillion} currency={currency} /></dd></div>
        <div className="flex justify-between gap-3"><dt className="text-text-2">{t('perMillionOut')}</dt><dd><Rate micros={outputMicrosPerMillion} currency={currency} /></dd></div>
      </dl>
      <p className="text-caption text-text-3">{t('costNote', { model: model.name })}</p>
    </section>
  )
}
