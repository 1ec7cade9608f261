import { useLocale, useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import type { ModelView } from '@/lib/domain/catalog/view'
import type { Locale } from '@/lib/i18n/locale'
import { Rate } from './rate'

/** The chat models anybody can call from the first start. */
export function HouseModels({ models }: { models: readonly ModelView[] }) {
  const t = useTranslations('home')
  if (models.length === 0) return null
  return (
    <section aria-labelledby="models" className="grid gap-5">
      <div>
        <h2 id="models" className="text-h1 font-semibold">{t('modelsTitle')}</h2>
        <p className="mt-1 max-w-prose text-text-2">{t('modelsLead')}</p>
      </div>
      <ul className="grid gap-4 md:grid-cols-3">
        {models.map((model) => <li key={model.id}><ModelCard model={model} /></li>)}
      </ul>
    </section>
  )
}

function ModelCard({ model }: { model: ModelView }) {
  const t = useTranslations('home')
  const locale = useLocale() as Locale
  return (
    <div className="flex h-full flex-col gap-3 rounded-card border bg-surface p-5">
      <div className="flex items-start justify-between gap-2">
        <h3 className="text-h2 font-semibold"><bdi>{model.name}</bdi></h3>
        {model.isDemo ? <Badge>{t('demo')}</Badge> : null}
      </div>
      <p className="text-text-2">{model.description[locale]}</p>
      <dl className="mt-auto grid gap-1.5 border-t pt-3">
        <Line label={t('context')}>{t('contextTokens', { count: model.contextTokens })}</Line>
        {model.price
          ? (
            <>
              <Line label={t('perMillionIn')}><Rate micros={model.price.inputMicrosPerMillion} currency={model.price.currency} /></Line>
              <Line label={t('perMillionOut')}><Rate micros={model.price.outputMicrosPerMillion} currency={model.price.currency} /></Line>
            </>
          )
          : <Line label={t('perMillionIn')}>{t('noPrice')}</Line>}
      </dl>
    </div>
  )
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return <div className="flex justify-between gap-3"><dt className="text-text-2">{label}</dt><dd className="text-end">{children}</dd></div>
}
