import { getTranslations } from 'next-intl/server'
import { AmountInput } from '@/components/form/amount-input'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Input, Select, Textarea } from '@/components/ui/input'
import { listAllInstanceSizes } from '@/lib/domain/admin'
import type { AdminPlanView, PlanVersionView, UsageTermsView } from '@/lib/domain/admin/plans/view'
import { listModels } from '@/lib/domain/catalog'
import type { StaffCtx } from '@/lib/http/context'
import { toDecimal } from '@/lib/kernel/money'
import { planAction } from './actions'
import { SampleMonth } from './_sample-month'
import { UsagePriceFields } from './_usage-price-fields'

const baseCurrency = 'USD'
const blankPrices = 2
const listPrice: UsageTermsView = { currency: baseCurrency, usagePrice: 'list', usageBasis: 'tokens', minimumCommitment: null, thresholdInvoice: null, tiers: [] }

type PriceRow = { currency: string; month?: string | undefined; year?: string | undefined; spendLimit?: string | undefined }

/** The prices of a version and what may be spent beyond them, a row for each currency. */
function priceRows(newest: PlanVersionView | undefined): PriceRow[] {
  const [prices, limits] = [newest?.prices ?? [], newest?.spendLimits ?? []]
  const text = (found: { currency: string; amountMinor: bigint } | undefined): string | undefined => found && toDecimal({ minor: found.amountMinor, currency: found.currency })
  const rows = [...new Set([...prices, ...limits].map(({ currency }) => currency))].map((currency): PriceRow => {
    const own = prices.filter((price) => price.currency === currency)
    return { currency, month: text(own.find(({ interval }) => interval === 'month')), year: text(own.find(({ interval }) => interval === 'year')), spendLimit: text(limits.find((limit) => limit.currency === currency)) }
  })
  const blank: PriceRow = { currency: '' }
  return [...(newest ? rows : [{ ...blank, currency: baseCurrency }]), ...Array.from({ length: blankPrices }, () => blank)]
}

/** A whole version, begun from the newest one; or the first of a new plan. */
export async function PlanForm({ ctx, plan, newest }: { ctx: StaffCtx; plan?: AdminPlanView; newest?: PlanVersionView | undefined }) {
  const [t, catalog] = [await getTranslations('admin.plans'), await getTranslations('catalog')]
  const numbers = (['trialDays', 'includedTokens', 'requestsPerMinute', 'tokensPerMinute', 'maxOutputTokens', 'maxKeys', 'maxInstances'] as const)
  const first = { trialDays: 0, includedTokens: 1_000_000n, requestsPerMinute: 60, tokensPerMinute: 100_000, maxOutputTokens: 1_024, maxKeys: 5, maxInstances: 0 }
  return (
    <Form action={planAction}>
      <HiddenFields values={{ id: plan?.id }} />
      {plan ? null : <Field name="code" label={t('code')} hint={t('codeHint')}><Input dir="ltr" autoComplete="off" /></Field>}
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field name="nameEn" label={t('nameEn')}><Input dir="ltr" lang="en" defaultValue={newest?.name.en} /></Field>
        <Field name="nameAr" label={t('nameAr')}><Input dir="rtl" lang="ar" defaultValue={newest?.name.ar} /></Field>
        <Field name="descriptionEn" label={t('descriptionEn')}><Textarea dir="ltr" lang="en" rows={2} defaultValue={newest?.description.en} /></Field>
        <Field name="descriptionAr" label={t('descriptionAr')}><Textarea dir="rtl" lang="ar" rows={2} defaultValue={newest?.description.ar} /></Field>
      </div>
      <fieldset className="grid gap-4">
        <legend className="mb-1.5 font-medium">{t('prices')}</legend>
        <p className="text-caption text-text-3">{t('priceHint')}</p>
        {priceRows(newest).map((row, at) => (
          <div key={at} className="grid grid-cols-2 items-start gap-4 lg:grid-cols-4">
            <Field name={`prices.${at}.currency`} label={t('currency')}><Input dir="ltr" maxLength={3} autoComplete="off" defaultValue={row.currency} /></Field>
            <Field name={`prices.${at}.month`} label={t('month')}><AmountInput defaultValue={row.month} /></Field>
            <Field name={`prices.${at}.year`} label={t('year')}><AmountInput defaultValue={row.year} /></Field>
            <Field name={`prices.${at}.spendLimit`} label={t('spendLimit')}><AmountInput defaultValue={row.spendLimit} /></Field>
          </div>
        ))}
      </fieldset>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        {numbers.map((name) => <Field key={name} name={name} label={t(name)}><Input inputMode="numeric" dir="ltr" defaultValue={String((newest ?? first)[name])} /></Field>)}
        <Field name="overage" label={t('overage')}><Select defaultValue={newest?.overage ?? 'stop'}>{(['allow', 'stop'] as const).map((one) => <option key={one} value={one}>{catalog(`past.${one}`)}</option>)}</Select></Field>
        <Field name="supportHours" label={t('supportHours')} isOptional><Input inputMode="numeric" dir="ltr" defaultValue={newest?.supportHours ?? undefined} /></Field>
        <Field name="rank" label={t('rank')}><Input inputMode="numeric" dir="ltr" defaultValue={plan?.rank ?? 10} /></Field>
      </div>
      <InstanceSizes ctx={ctx} offered={newest?.instanceSizes.map(({ id }) => id) ?? []} />
      <UsageFields terms={newest?.usage ?? listPrice} />
      <CheckboxField name="isPublic" label={t('isPublic')} isChecked={plan?.isPublic ?? true} />
      <Sample ctx={ctx} />
      <SampleMonth locale={ctx.locale} texts={{ total: t('sampleTotal'), beyond: t('sampleBeyond'), refused: t('sampleRefused'), interim: t('sampleInterim') }} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton name="act" value="publish">{t('publishDo')}</SubmitButton>
        <SubmitButton look="secondary" name="act" value="preview">{t('sampleDo')}</SubmitButton>
      </div>
    </Form>
  )
}

/** Which sizes of private instances the version offers; the empty value tells that none is ticked. */
async function InstanceSizes({ ctx, offered }: { ctx: StaffCtx; offered: readonly string[] }) {
  const [t, { data: sizes }] = [await getTranslations('admin.plans'), await listAllInstanceSizes(ctx, {})]
  const shown = sizes.filter((size) => !size.isRetired || offered.includes(size.id))
  if (shown.length === 0) return <HiddenFields values={{ sizeIds: '' }} />
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">{t('instanceSizes')}</legend>
      <p className="text-caption text-text-3">{t('instanceSizesHint')}</p>
      <HiddenFields values={{ sizeIds: '' }} />
      {shown.map(({ id, name }) => <CheckboxField key={id} name="sizeIds" value={id} tellsAbsence={false} isChecked={offered.includes(id)} label={name[ctx.locale]} />)}
    </fieldset>
  )
}

async function UsageFields({ terms }: { terms: UsageTermsView }) {
  const t = await getTranslations('admin.plans')
  const both = (name: 'upTo' | 'rate' | 'packageSize' | 'bases') => ({ tokens: t(`${name}.tokens`), value: t(`${name}.value`) })
  const four = (name: 'modes' | 'modeHints') => ({ list: t(`${name}.list`), graduated: t(`${name}.graduated`), volume: t(`${name}.volume`), package: t(`${name}.package`) })
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-1.5 text-h2 font-semibold">{t('usage')}</legend>
      <UsagePriceFields terms={terms} texts={{
        usagePrice: t('usagePrice'), modes: four('modes'), modeHints: four('modeHints'), basis: t('basis'), bases: both('bases'), step: t('step'), upTo: both('upTo'), upToHint: t('upToHint'),
        rate: both('rate'), flat: t('flat'), packageSize: both('packageSize'), packagePrice: t('packagePrice'), addStep: t('addStep'),
      }} />
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field name="minimumCommitment" label={t('minimumCommitment')} hint={t('minimumCommitmentHint')} isOptional><AmountInput defaultValue={terms.minimumCommitment ?? undefined} /></Field>
        <Field name="thresholdInvoice" label={t('thresholdInvoice')} hint={t('thresholdInvoiceHint')} isOptional><AmountInput defaultValue={terms.thresholdInvoice ?? undefined} /></Field>
      </div>
    </fieldset>
  )
}

async function Sample({ ctx }: { ctx: StaffCtx }) {
  const [t, { data: models }] = [await getTranslations('admin.plans'), await listModels(ctx, {})]
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-1.5 text-h2 font-semibold">{t('sample')}</legend>
      <p className="text-caption text-text-3">{t('sampleHint')}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field name="sampleModel" label={t('sampleModel')}><Select>{models.map(({ slug, name }) => <option key={slug} value={slug}>{name}</option>)}</Select></Field>
        <Field name="sampleRequests" label={t('sampleRequests')}><Input inputMode="numeric" dir="ltr" defaultValue="1000" /></Field>
        <Field name="sampleInputTokens" label={t('sampleInputTokens')}><Input inputMode="numeric" dir="ltr" defaultValue="2000000" /></Field>
        <Field name="sampleOutputTokens" label={t('sampleOutputTokens')}><Input inputMode="numeric" dir="ltr" defaultValue="500000" /></Field>
        <Field name="sampleCurrency" label={t('sampleCurrency')} isOptional><Input dir="ltr" maxLength={3} autoComplete="off" /></Field>
      </div>
    </fieldset>
  )
}
