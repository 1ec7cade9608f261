'use client'
import { useTranslations } from 'next-intl'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'
import { keyScopes, type KeyScope } from '@/lib/auth/actor'
import { formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'

/** What a form about a key starts from. `expiresOn` is a day, `YYYY-MM-DD`. */
export type KeyDraft = {
  name: string
  scopes: readonly string[]
  models: readonly string[]
  requestsPerMinute: number | null
  tokensPerMinute: number | null
  expiresOn: string | null
}

/** What the plan offers and allows; null where it has no limit or there is no plan. */
export type KeyOffer = { models: { slug: string; name: string }[]; requestsPerMinute: number | null; tokensPerMinute: number | null; today: string }

export const newKeyDraft: KeyDraft = { name: '', scopes: ['inference'], models: [], requestsPerMinute: null, tokensPerMinute: null, expiresOn: null }

export function KeyNameField({ name }: { name: string }) {
  const t = useTranslations('keys.form')
  return (
    <Field name="name" label={t('name')} hint={t('nameHint')}>
      <Input defaultValue={name} maxLength={80} autoComplete="off" required />
    </Field>
  )
}

/** The fields of a key but its name. */
export function KeyFields({ draft, offer }: { draft: KeyDraft; offer: KeyOffer }) {
  const t = useTranslations('keys.form')
  const limitHint = (key: 'requestsPerMinuteHint' | 'tokensPerMinuteHint', limit: number | null): string =>
    limit === null ? t('noPlanLimit') : t(key, { count: ltr(formatNumber(limit)) })
  return (
    <>
      <Choices name="scopes" legend={t('scopes')} chosen={draft.scopes} options={keyScopes.map((scope) => ({ value: scope, label: t(`scope.${scope}`), hint: t(scopeHint[scope]) }))} />
      {offer.models.length > 0 ? (
        <Choices name="models" legend={t('models')} hint={t('modelsHint')} chosen={draft.models} options={offer.models.map(({ slug, name }) => ({ value: slug, label: name }))} />
      ) : null}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field name="requestsPerMinute" label={t('requestsPerMinute')} hint={limitHint('requestsPerMinuteHint', offer.requestsPerMinute)}>
          <Input type="number" inputMode="numeric" min={1} defaultValue={draft.requestsPerMinute ?? ''} />
        </Field>
        <Field name="tokensPerMinute" label={t('tokensPerMinute')} hint={limitHint('tokensPerMinuteHint', offer.tokensPerMinute)}>
          <Input type="number" inputMode="numeric" min={1} defaultValue={draft.tokensPerMinute ?? ''} />
        </Field>
      </div>
      <Field name="expiresAt" label={t('expiresAt')} hint={t('expiresAtHint')}>
        <Input type="date" dir="ltr" min={offer.today} defaultValue={draft.expiresOn ?? ''} />
      </Field>
    </>
  )
}

const scopeHint = { 'inference': 'scope.inferenceHint', 'usage:read': 'scope.usage:readHint', 'manage': 'scope.manageHint' } as const satisfies Record<KeyScope, string>

type Option = { value: string; label: string; hint?: string }

/** Any number of a list; the empty field beside them lets "none" be told apart from "not asked". */
function Choices({ name, legend, hint, chosen, options }: { name: string; legend: string; hint?: string; chosen: readonly string[]; options: Option[] }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">{legend}</legend>
      <input type="hidden" name={name} value="" />
      {options.map((option) => (
        <CheckboxField key={option.value} name={name} value={option.value} isChecked={chosen.includes(option.value)} tellsAbsence={false} label={<bdi>{option.label}</bdi>} hint={option.hint} />
      ))}
      {hint ? <p className="text-caption text-text-3">{hint}</p> : null}
    </fieldset>
  )
}
