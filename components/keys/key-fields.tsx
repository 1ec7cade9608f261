import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input, Textarea } from '@/components/ui/input'
import { keyScopes, type KeyScope } from '@/lib/auth/actor'
import type { KeyView } from '@/lib/domain/keys/view'
import { formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'

export const limitNames = ['requestsPerMinute', 'requestsPerHour', 'requestsPerDay', 'tokensPerMinute', 'concurrentRequests'] as const
type LimitName = (typeof limitNames)[number]

/** What a form about a key starts from. */
export type KeyDraft = Pick<KeyView, 'name' | 'scopes' | 'models' | 'allowedIps' | LimitName | 'spendCapDay' | 'spendCapWeek' | 'spendCapMonth' | 'expiresAt'>

/** What the plan offers and allows; null where it has no limit or there is no plan. */
export type KeyOffer = {
  models: { slug: string; name: string }[]
  limits: { [name in LimitName]: number | null }
  today: string
  currency: string
  /** Whether this person may hand on the management of the account. */
  mayGrantManage: boolean
}

export const newKeyDraft: KeyDraft = {
  name: '', scopes: ['inference'], models: [], allowedIps: [], requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null, spendCapDay: null, spendCapWeek: null, spendCapMonth: null, expiresAt: null,
}

type Props = { draft: KeyDraft; offer: KeyOffer }

/** Every setting of a key, a card a topic. With `isFolded` all but the first are closed, each saying what holds unless it is opened. Server parts. */
export function KeyFields({ isFolded = false, ...rest }: Props & { isFolded?: boolean }) {
  const t = useTranslations('keys.form')
  const { draft } = rest
  return (
    <>
      <Card><CardBody className="grid gap-5">
        <Field name="name" label={t('name')} hint={t('nameHint')}><Input defaultValue={draft.name} maxLength={80} autoComplete="off" required /></Field>
        <ScopeFields {...rest} />
      </CardBody></Card>
      <Section isFolded={isFolded} title={t('caps')} hint={t('capsHint')}><CapFields {...rest} /></Section>
      <Section isFolded={isFolded} title={t('limits')} hint={t('limitsHint')}><LimitFields {...rest} /></Section>
      <Section isFolded={isFolded} title={t('bounds')} hint={t('boundsHint')}><BoundFields {...rest} /></Section>
    </>
  )
}

function Section({ isFolded, title, hint, children }: { isFolded: boolean; title: string; hint: string; children: ReactNode }) {
  if (!isFolded) return <Card><CardHeader title={title} hint={hint} /><CardBody className="grid gap-5">{children}</CardBody></Card>
  return (
    <details className="group rounded-card border bg-surface">
      <summary className="rounded-card px-4 py-3 -outline-offset-2 hover:bg-hover sm:px-5">
        <span className="text-h2 font-semibold">{title}</span>
        <span className="mt-0.5 block text-text-2">{hint}</span>
      </summary>
      <div className="grid gap-5 border-t p-4 sm:p-5">{children}</div>
    </details>
  )
}

const scopeHint = { 'inference': 'scope.inferenceHint', 'usage:read': 'scope.usage:readHint', 'manage': 'scope.manageHint' } as const satisfies Record<KeyScope, string>

function ScopeFields({ draft, offer }: Props) {
  const t = useTranslations('keys.form')
  const offered = keyScopes.filter((scope) => scope !== 'manage' || offer.mayGrantManage || draft.scopes.includes('manage'))
  return <Choices name="scopes" legend={t('scopes')} chosen={draft.scopes} options={offered.map((scope) => ({ value: scope, label: t(`scope.${scope}`), hint: t(scopeHint[scope]) }))} />
}

function CapFields({ draft, offer }: Props) {
  const t = useTranslations('keys.form')
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-3">
        {(['spendCapDay', 'spendCapWeek', 'spendCapMonth'] as const).map((name) => (
          <Field key={name} name={name} label={t(name, { currency: ltr(offer.currency) })}>
            <Input inputMode="decimal" dir="ltr" autoComplete="off" placeholder={t('noCap')} defaultValue={draft[name] ?? ''} />
          </Field>
        ))}
      </div>
      <p className="text-caption text-text-3">{t('capsNote')}</p>
    </>
  )
}

function LimitFields({ draft, offer }: Props) {
  const t = useTranslations('keys.form')
  const hint = (limit: number | null): string => (limit === null ? t('noPlanLimit') : t('planLimit', { count: ltr(formatNumber(limit)) }))
  return (
    <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {limitNames.map((name) => (
        <Field key={name} name={name} label={t(name)} hint={hint(offer.limits[name])}>
          <Input type="number" inputMode="numeric" min={1} defaultValue={draft[name] ?? ''} />
        </Field>
      ))}
    </div>
  )
}

/** A model that the plan no longer holds stays on its list, so that saving something else does not take it off. */
function modelChoices({ draft, offer }: Props): Option[] {
  const gone = draft.models.filter((slug) => !offer.models.some((model) => model.slug === slug))
  return [...offer.models.map(({ slug, name }) => ({ value: slug, label: name })), ...gone.map((slug) => ({ value: slug, label: slug }))]
}

function BoundFields(props: Props) {
  const { draft, offer } = props
  const t = useTranslations('keys.form')
  const models = modelChoices(props)
  return (
    <>
      {models.length > 0 ? <Choices name="models" legend={t('models')} hint={t('modelsHint')} chosen={draft.models} options={models} /> : null}
      <Field name="allowedIps" label={t('allowedIps')} hint={t('allowedIpsHint')}>
        <Textarea dir="ltr" rows={3} className="font-mono text-mono rtl:text-end" autoComplete="off" spellCheck={false} placeholder={'203.0.113.7\n10.0.0.0/8'} defaultValue={draft.allowedIps.join('\n')} />
      </Field>
      <Field name="expiresAt" label={t('expiresAt')} hint={t('expiresAtHint')} className="sm:max-w-1/2">
        <Input type="date" dir="ltr" min={offer.today} defaultValue={draft.expiresAt?.toISOString().slice(0, 10) ?? ''} />
      </Field>
    </>
  )
}

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
