'use client'
import { Field } from '@/components/form/field'
import { FormDialog } from '@/components/form/form-dialog'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { runReconciliationAction } from '../../../actions'

type Texts = { open: string; title: string; hint: string; provider: string; day: string; done: string }

/** Compares one day now, besides the night's own run. */
export function CompareDialog({ providers, texts }: { providers: { value: string; label: string }[]; texts: Texts }) {
  return (
    <FormDialog trigger={<Button>{texts.open}</Button>} title={texts.title} hint={texts.hint} action={runReconciliationAction} submitLabel={texts.open} okToast={texts.done}>
      <Field name="provider" label={texts.provider}>
        <Select defaultValue={providers[0]?.value ?? ''}>{providers.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}</Select>
      </Field>
      <Field name="day" label={texts.day}><Input type="date" required /></Field>
    </FormDialog>
  )
}
