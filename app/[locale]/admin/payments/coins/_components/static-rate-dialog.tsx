'use client'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { setStaticRateAction } from '../actions'

type Texts = { open: string; title: string; hint: string; coin: string; currency: string; rate: string; hours: string; hoursHint: string; done: string }

/** A rate by hand, for as long as the sources cannot be used: at most a day. */
export function StaticRateDialog({ assets, currencies, texts }: { assets: readonly string[]; currencies: readonly string[]; texts: Texts }) {
  return (
    <FormDialog trigger={<Button>{texts.open}</Button>} title={texts.title} hint={texts.hint} action={setStaticRateAction} submitLabel={texts.open} okToast={texts.done}>
      <Field name="asset" label={texts.coin}><Select defaultValue={assets[0] ?? ''}>{assets.map((one) => <option key={one} value={one}>{one}</option>)}</Select></Field>
      <Field name="currency" label={texts.currency}><Select defaultValue={currencies[0] ?? ''}>{currencies.map((one) => <option key={one} value={one}>{one}</option>)}</Select></Field>
      <Field name="rate" label={texts.rate}><Input inputMode="decimal" dir="ltr" /></Field>
      <Field name="validHours" label={texts.hours} hint={texts.hoursHint}><Input inputMode="numeric" dir="ltr" defaultValue={24} /></Field>
    </FormDialog>
  )
}
