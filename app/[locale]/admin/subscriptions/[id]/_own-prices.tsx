import { getLocale, getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import type { AdminSubscriptionDetailView } from '@/lib/domain/admin/subscriptions/view'
import { isLocale } from '@/lib/i18n/locale'
import { staffZone } from '../../_components/staff-page'
import { setCustomPriceAction } from '../actions'

/** What this client pays instead of the list price, and from when to when. */
export async function OwnPrices({ row, mayChange }: { row: AdminSubscriptionDetailView; mayChange: boolean }) {
  const [t, catalog, raw] = await Promise.all([getTranslations('admin.subscriptions'), getTranslations('catalog'), getLocale()])
  const locale = isLocale(raw) ? raw : 'en'
  return (
    <Card>
      <CardHeader
        title={t('ownPrice')} hint={t('ownPriceHint')}
        actions={mayChange ? (
          <FormDialog trigger={<Button size="sm">{t('setPrice')}</Button>} title={t('ownPrice')} hint={t('ownPriceHint')} action={setCustomPriceAction} submitLabel={t('setPrice')} okToast={t('saved')}>
            <HiddenFields values={{ id: row.clientId, planCode: row.planCode }} />
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="amount" label={t('amount', { currency: row.currency })}><Input inputMode="decimal" dir="ltr" /></Field>
              <Field name="interval" label={t('interval')}><Select defaultValue={row.interval}>{(['month', 'year'] as const).map((one) => <option key={one} value={one}>{catalog(`interval.${one}`)}</option>)}</Select></Field>
              <Field name="effectiveFrom" label={t('priceFrom')} hint={t('now')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
              <Field name="effectiveTo" label={t('priceTo')} isOptional><Input type="datetime-local" dir="ltr" /></Field>
            </div>
            <Field name="note" label={t('note')} isOptional><Input maxLength={200} /></Field>
          </FormDialog>
        ) : undefined}
      />
      <CardBody>
        {row.customPrices.length === 0 ? <p className="text-text-2">{t('noOwnPrice')}</p> : (
          <ul className="grid gap-3">
            {row.customPrices.map((price) => (
              <li key={price.id} className="grid gap-0.5">
                <div className="flex flex-wrap justify-between gap-2"><bdi className="font-medium">{price.planName[locale]}</bdi><span><Money minor={price.amountMinor} currency={price.currency} /> {t(price.interval === 'year' ? 'aYear' : 'aMonth')}</span></div>
                <p className="text-caption text-text-3"><DateTime at={price.effectiveFrom} timeZone={staffZone} /> – {price.effectiveTo ? <DateTime at={price.effectiveTo} timeZone={staffZone} /> : t('openEnd')}{price.note ? <> · <bdi>{price.note}</bdi></> : null}</p>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}
