'use client'
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Icon } from '@/components/ui/dir-icon'
import { Input, Select, Textarea } from '@/components/ui/input'
import { ltr } from '@/lib/i18n/isolate'
import type { Conversation, ConversationAction, Settings } from './conversation'
import type { PlaygroundModel } from './model'
import { formatRate } from './price'

type Props = { conversation: Conversation; models: readonly PlaygroundModel[]; change: (action: ConversationAction) => void; isLocked: boolean }

/** Which model answers, and how. Settings that were not touched stay the model's own. */
export function SettingsPanel({ conversation, models, change, isLocked }: Props) {
  const t = useTranslations('playground')
  const { columns, settings, system } = conversation
  const other = models.find((model) => model.slug !== columns[0])
  const longest = Math.min(...columns.map((slug) => models.find((model) => model.slug === slug)?.maxOutputTokens ?? Number.MAX_SAFE_INTEGER))
  return (
    <div className="grid gap-5">
      {columns.map((slug, column) => (
        <ModelChoice
          key={column} slug={slug} models={models} isLocked={isLocked}
          label={columns.length === 1 ? t('model') : t(column === 0 ? 'modelA' : 'modelB')}
          onChoose={(model) => change({ type: 'model', column, model })}
          {...(columns.length > 1 ? { closeLabel: t(column === 0 ? 'closeA' : 'closeB'), onClose: () => change({ type: 'single', keep: 1 - column }) } : {})}
        />
      ))}
      {columns.length === 1 && other ? (
        <Button size="sm" disabled={isLocked} onClick={() => change({ type: 'compare', model: other.slug })}>{t('compare')}</Button>
      ) : null}
      <Labelled label={t('system')} hint={t('systemHint')}>
        {(id) => <Textarea id={id} rows={3} value={system} onChange={(event) => change({ type: 'system', text: event.target.value })} />}
      </Labelled>
      <Slider label={t('temperature')} hint={t('temperatureHint')} max={2} value={settings.temperature} onChange={(temperature) => change({ type: 'settings', settings: { temperature } })} />
      <Slider label={t('topP')} max={1} value={settings.topP} onChange={(topP) => change({ type: 'settings', settings: { topP } })} />
      <Labelled label={t('maxTokens')} hint={t('maxTokensHint', { max: longest })}>
        {(id) => (
          <Input
            id={id} type="number" inputMode="numeric" min={1} max={longest} placeholder={String(longest)} value={settings.maxTokens ?? ''}
            onChange={(event) => change({ type: 'settings', settings: { maxTokens: wholeNumber(event.target.value, longest) } })}
          />
        )}
      </Labelled>
      <details className="rounded-control border px-3.5 py-2.5">
        <summary className="font-medium">{t('more')}</summary>
        <div className="mt-4 grid gap-5"><FinerSettings settings={settings} change={(fields) => change({ type: 'settings', settings: fields })} /></div>
      </details>
    </div>
  )
}

const mostStops = 4

/** What few people need: where to stop, a seed, JSON, penalties. */
function FinerSettings({ settings, change }: { settings: Settings; change: (fields: Partial<Settings>) => void }) {
  const t = useTranslations('playground')
  const [stops, setStops] = useState(settings.stop.join('\n'))
  return (
    <>
      <Labelled label={t('stopAt')} hint={t('stopAtHint')}>
        {(id) => (
          <Textarea
            id={id} rows={2} value={stops}
            onChange={(event) => {
              setStops(event.target.value)
              change({ stop: event.target.value.split('\n').filter((line) => line !== '').slice(0, mostStops).map((line) => line.slice(0, 200)) })
            }}
          />
        )}
      </Labelled>
      <Labelled label={t('seed')} hint={t('seedHint')}>
        {(id) => <Input id={id} type="number" inputMode="numeric" step={1} value={settings.seed ?? ''} onChange={(event) => change({ seed: seedOf(event.target.value) })} />}
      </Labelled>
      <label className="flex items-start gap-2.5">
        <Checkbox checked={settings.isJson} onChange={(event) => change({ isJson: event.target.checked })} />
        <span>{t('json')}<span className="block text-caption text-text-3">{t('jsonHint')}</span></span>
      </label>
      <Slider label={t('presencePenalty')} hint={t('presencePenaltyHint')} min={-2} max={2} value={settings.presencePenalty} onChange={(presencePenalty) => change({ presencePenalty })} />
      <Slider label={t('frequencyPenalty')} hint={t('frequencyPenaltyHint')} min={-2} max={2} value={settings.frequencyPenalty} onChange={(frequencyPenalty) => change({ frequencyPenalty })} />
    </>
  )
}

function seedOf(text: string): number | null {
  const value = Number(text)
  return text === '' || !Number.isSafeInteger(value) ? null : value
}

function wholeNumber(text: string, max: number): number | null {
  const value = Math.trunc(Number(text))
  return text === '' || !Number.isFinite(value) || value < 1 ? null : Math.min(value, max)
}

function Labelled({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">{label}</label>
      {children(id)}
      {hint ? <p className="text-caption text-text-3">{hint}</p> : null}
    </div>
  )
}

type ChoiceProps = {
  slug: string; models: readonly PlaygroundModel[]; isLocked: boolean; label: string; onChoose: (slug: string) => void
  closeLabel?: string; onClose?: () => void
}

function ModelChoice({ slug, models, isLocked, label, onChoose, closeLabel, onClose }: ChoiceProps) {
  const t = useTranslations('playground')
  const id = useId()
  const model = models.find((one) => one.slug === slug)
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <label htmlFor={id} className="font-medium">{label}</label>
        {onClose ? <Button look="ghost" size="icon" aria-label={closeLabel} title={closeLabel} disabled={isLocked} onClick={onClose}><Icon icon={X} /></Button> : null}
      </div>
      <Select id={id} value={slug} disabled={isLocked} onChange={(event) => onChoose(event.target.value)}>
        {models.map((one) => <option key={one.slug} value={one.slug}>{one.name}</option>)}
      </Select>
      {model ? (
        <p className="text-caption text-text-3">
          {model.isDemo ? <><Badge>{t('demo')}</Badge>{' '}</> : null}
          {t('price', {
            input: ltr(formatRate(model.rate.inputMicrosPerMillion, model.rate.currency)),
            output: ltr(formatRate(model.rate.outputMicrosPerMillion, model.rate.currency)),
          })}
        </p>
      ) : null}
    </div>
  )
}

function Slider({ label, hint, min = 0, max, value, onChange }: { label: string; hint?: string; min?: number; max: number; value: number | null; onChange: (value: number | null) => void }) {
  const t = useTranslations('playground')
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium">{label}</label>
        {value === null
          ? <span className="text-caption text-text-3">{t('byModel')}</span>
          : <button type="button" className="link text-caption" onClick={() => onChange(null)}>{t('reset')}</button>}
      </div>
      <div className="flex items-center gap-3">
        <input
          id={id} type="range" min={min} max={max} step={0.1} value={value ?? (min + max) / 2} aria-valuetext={value === null ? t('byModel') : String(value)}
          data-unset={value === null ? true : undefined} className="slider min-h-6 min-w-0 flex-1" onChange={(event) => onChange(Number(event.target.value))}
        />
        <bdi dir="ltr" className="w-8 text-end">{value === null ? '—' : value.toFixed(1)}</bdi>
      </div>
      {hint ? <p className="text-caption text-text-3">{hint}</p> : null}
    </div>
  )
}
