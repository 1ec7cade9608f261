import { getTranslations } from 'next-intl/server'
import { KeyValueList } from '@/components/data/key-value-list'
import { NoValue } from '@/components/data/date-time'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import { countriesIn } from '@/lib/domain/accounts/countries'
import type { ProfileView } from '@/lib/domain/accounts/view'
import type { Locale } from '@/lib/i18n/locale'
import { updateProfileAction } from '../../actions'

type Props = { profile: ProfileView; canEdit: boolean; locale: Locale }

/** What invoices, taxes and mails of the client are made of. Members who may not change it read it. */
export async function ClientCard({ profile, canEdit, locale }: Props) {
  const t = await getTranslations('accounts')
  if (!canEdit) return <ReadOnly profile={profile} locale={locale} />
  const text = (value: string | null) => (value === null ? {} : { defaultValue: value })
  return (
    <Card>
      <Form action={updateProfileAction} okToast={t('profile.saved')} label={t('profile.client')} isInCard>
        <CardHeader title={t('profile.client')} hint={t('profile.clientHint')} />
        <CardBody className="grid items-start gap-5 sm:grid-cols-2">
          <Field name="name" label={t('profile.clientName')} className="sm:col-span-2"><Input defaultValue={profile.name} /></Field>
          <Field name="companyName" label={t('profile.companyName')} isOptional><Input autoComplete="organization" {...text(profile.companyName)} /></Field>
          <Field name="taxId" label={t('profile.taxId')} isOptional><Input dir="ltr" {...text(profile.taxId)} /></Field>
          <Field name="country" label={t('profile.country')} hint={t('profile.countryHint')}>
            <Select autoComplete="country" defaultValue={profile.country ?? ''}>
              <option value="">{t('profile.chooseCountry')}</option>
              {countriesIn(locale).map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
            </Select>
          </Field>
          <Field name="city" label={t('profile.city')} isOptional><Input autoComplete="address-level2" {...text(profile.city)} /></Field>
          <Field name="addressLine1" label={t('profile.addressLine1')} isOptional className="sm:col-span-2"><Input autoComplete="address-line1" {...text(profile.addressLine1)} /></Field>
          <Field name="addressLine2" label={t('profile.addressLine2')} isOptional><Input autoComplete="address-line2" {...text(profile.addressLine2)} /></Field>
          <Field name="postalCode" label={t('profile.postalCode')} isOptional><Input dir="ltr" autoComplete="postal-code" {...text(profile.postalCode)} /></Field>
          <Field name="region" label={t('profile.region')} hint={t('profile.regionHint')} isOptional><Input dir="ltr" maxLength={6} autoComplete="address-level1" {...text(profile.region)} /></Field>
          <Field name="billingEmail" label={t('profile.billingEmail')} hint={t('profile.billingEmailHint')} isOptional><Input type="email" {...text(profile.billingEmail)} /></Field>
          <Field name="timeZone" label={t('profile.timeZone')} hint={t('profile.timeZoneHint')}>
            <Select dir="ltr" className="rtl:text-end" defaultValue={profile.timeZone}>
              {timeZones(profile.timeZone).map((zone) => <option key={zone} value={zone}>{zone}</option>)}
            </Select>
          </Field>
          <Field name="locale" label={t('profile.clientLanguage')} hint={t('profile.clientLanguageHint')}>
            <Select defaultValue={profile.locale}>
              <option value="en" lang="en">English</option>
              <option value="ar" lang="ar">العربية</option>
            </Select>
          </Field>
        </CardBody>
        <CardFooter><SubmitButton>{t('profile.save')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}

const timeZones = (current: string): string[] => [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])]

async function ReadOnly({ profile, locale }: Pick<Props, 'profile' | 'locale'>) {
  const t = await getTranslations('accounts')
  const country = countriesIn(locale).find(({ code }) => code === profile.country)?.name
  const rows: [string, string | null | undefined][] = [
    ['clientName', profile.name], ['companyName', profile.companyName], ['taxId', profile.taxId], ['country', country], ['city', profile.city],
    ['addressLine1', profile.addressLine1], ['addressLine2', profile.addressLine2], ['postalCode', profile.postalCode], ['region', profile.region], ['billingEmail', profile.billingEmail], ['timeZone', profile.timeZone],
  ]
  return (
    <Card>
      <CardHeader title={t('profile.client')} hint={t('profile.readOnly')} />
      <CardBody><KeyValueList items={rows.map(([key, value]) => ({ label: t(`profile.${key}`), value: value ? <bdi>{value}</bdi> : <NoValue /> }))} /></CardBody>
    </Card>
  )
}
