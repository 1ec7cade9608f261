import { getTranslations } from 'next-intl/server'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Input, Select, Textarea } from '@/components/ui/input'
import type { AdminPlanView, PlanVersionView } from '@/lib/domain/admin/plans/view'
import { toDecimal } from '@/lib/kernel/money'
import { publishPlanVersionAction } from '../subscriptions/actions'

const currency = 'USD'

/** A whole version, begun from the newest one; or the first of a new plan. */
export async function PlanForm({ plan, newest }: { plan?: AdminPlanView; newest?: PlanVersionView | undefined }) {
  const [t, catalog] = [await getTranslations('admin.plans'), await getTranslations('catalog')]
  const price = (interval: 'month' | 'year'): string | undefined => {
    const found = newest?.prices.find((one) => one.interval === interval && one.currency === currency)
    return found && toDecimal({ minor: found.amountMinor, currency })
  }
  const limit = newest?.defaultSpendLimitMinor
  const numbers = (['trialDays', 'includedTokens', 'requestsPerMinute', 'tokensPerMinute', 'maxOutputTokens', 'maxKeys', 'maxInstances'] as const)
  const first = { trialDays: 0, includedTokens: 1_000_000n, requestsPerMinute: 60, tokensPerMinute: 100_000, maxOutputTokens: 1_024, maxKeys: 5, maxInstances: 0 }
  return (
    <Form action={publishPlanVersionAction} okToast={t('publishedToast')}>
      <HiddenFields values={{ id: plan?.id, currency }} />
      {plan ? null : <Field name="code" label={t('code')} hint={t('codeHint')}><Input dir="ltr" autoComplete="off" /></Field>}
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field name="nameEn" label={t('nameEn')}><Input dir="ltr" defaultValue={newest?.name.en} /></Field>
        <Field name="nameAr" label={t('nameAr')}><Input dir="rtl" defaultValue={newest?.name.ar} /></Field>
        <Field name="descriptionEn" label={t('descriptionEn')}><Textarea dir="ltr" rows={2} defaultValue={newest?.description.en} /></Field>
        <Field name="descriptionAr" label={t('descriptionAr')}><Textarea dir="rtl" rows={2} defaultValue={newest?.description.ar} /></Field>
        <Field name="monthPrice" label={t('month', { currency })} hint={t('priceHint')} isOptional><Input inputMode="decimal" dir="ltr" defaultValue={price('month')} /></Field>
        <Field name="yearPrice" label={t('year', { currency })} hint={t('priceHint')} isOptional><Input inputMode="decimal" dir="ltr" defaultValue={price('year')} /></Field>
        {numbers.map((name) => <Field key={name} name={name} label={t(name)}><Input inputMode="numeric" dir="ltr" defaultValue={String((newest ?? first)[name])} /></Field>)}
        <Field name="overage" label={t('overage')}><Select defaultValue={newest?.overage ?? 'stop'}>{(['allow', 'stop'] as const).map((one) => <option key={one} value={one}>{catalog(`past.${one}`)}</option>)}</Select></Field>
        <Field name="spendLimit" label={t('spendLimit')} isOptional><Input inputMode="decimal" dir="ltr" defaultValue={limit === null || limit === undefined ? undefined : toDecimal({ minor: limit, currency })} /></Field>
        <Field name="supportHours" label={t('supportHours')} isOptional><Input inputMode="numeric" dir="ltr" defaultValue={newest?.supportHours ?? undefined} /></Field>
        <Field name="rank" label={t('rank')}><Input inputMode="numeric" dir="ltr" defaultValue={plan?.rank ?? 10} /></Field>
      </div>
      <CheckboxField name="isPublic" label={t('isPublic')} isChecked={plan?.isPublic ?? true} />
      <div><SubmitButton>{t('publishDo')}</SubmitButton></div>
    </Form>
  )
}
