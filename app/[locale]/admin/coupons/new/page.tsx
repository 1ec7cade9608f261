import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import { listPlans } from '@/lib/domain/catalog'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { createCouponAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.coupons'))('create') }
}

export default async function NewCouponPage() {
  const ctx = await staffPage('admin.createCoupon')
  const [t, { data: plans }] = await Promise.all([getTranslations('admin.coupons'), listPlans(ctx, {})])
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader title={t('create')} crumbs={[{ label: t('title'), href: routes.adminCoupons() }]} />
      <Card>
        <Form action={createCouponAction} isInCard>
          <CardBody className="grid items-start gap-5 sm:grid-cols-2">
            <Field name="nameEn" label={t('nameEn')}><Input dir="ltr" lang="en" required /></Field>
            <Field name="nameAr" label={t('nameAr')}><Input dir="rtl" lang="ar" required /></Field>
            <Field name="kind" label={t('kind')}><Select defaultValue="percent"><option value="percent">{t('kinds.percent')}</option><option value="fixed">{t('kinds.fixed')}</option></Select></Field>
            <Field name="percent" label={t('percent')} hint={t('percentHint')} isOptional><Input dir="ltr" inputMode="decimal" placeholder="25" /></Field>
            <Field name="amount" label={t('amount')} hint={t('amountHint')} isOptional><Input dir="ltr" inputMode="decimal" placeholder="10.00" /></Field>
            <Field name="currency" label={t('currency')}><Input dir="ltr" maxLength={3} defaultValue="USD" required /></Field>
            <Field name="duration" label={t('duration')}><Select defaultValue="once">{(['once', 'repeating', 'forever'] as const).map((one) => <option key={one} value={one}>{t(`durations.${one}`)}</option>)}</Select></Field>
            <Field name="durationPeriods" label={t('durationPeriods')} isOptional><Input type="number" min={1} max={120} /></Field>
            <Field name="appliesTo" label={t('appliesTo')}><Select defaultValue="plan">{(['plan', 'usage', 'all'] as const).map((one) => <option key={one} value={one}>{t(`scopes.${one}`)}</option>)}</Select></Field>
            <Field name="maxRedemptions" label={t('maxRedemptions')} hint={t('noLimit')} isOptional><Input type="number" min={1} /></Field>
            <Field name="perClientLimit" label={t('perClientLimit')}><Input type="number" min={1} max={100} defaultValue={1} required /></Field>
            <Field name="redeemBy" label={t('redeemBy')} hint={t('utc')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
            <Field name="code" label={t('code')} hint={t('codeHint')}><Input dir="ltr" autoComplete="off" autoCapitalize="characters" required placeholder="WELCOME25" /></Field>
            <fieldset className="grid gap-2 sm:col-span-2">
              <legend className="mb-1.5 font-medium">{t('plans')}</legend>
              <p className="text-caption text-text-3">{t('plansHint')}</p>
              <div className="flex flex-wrap gap-x-6 gap-y-2">
                {plans.map((plan) => <CheckboxField key={plan.code} name="planCodes" value={plan.code} label={<bdi>{plan.name[ctx.locale]}</bdi>} tellsAbsence={false} />)}
              </div>
            </fieldset>
          </CardBody>
          <CardFooter><SubmitButton>{t('create')}</SubmitButton></CardFooter>
        </Form>
      </Card>
    </div>
  )
}
