'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Field } from '@/components/form/field'
import { Input } from '@/components/ui/input'
import { ltr } from '@/lib/i18n/isolate'

/** The name, looked at while it is typed: whether it may be one, whether it is taken, and what it will be called as. */
export function NameField({ taken, pattern }: { taken: readonly string[]; pattern: string }) {
  const t = useTranslations('instances.form')
  const [name, setName] = useState('')
  const word = name === '' ? 'nameHint' : !new RegExp(pattern).test(name) ? 'nameInvalid' : taken.includes(name) ? 'nameTaken' : 'nameGood'
  const isWrong = word === 'nameInvalid' || word === 'nameTaken'
  return (
    <Field name="name" label={t('name')} hint={<span aria-live="polite" className={isWrong ? 'font-medium text-danger' : undefined}>{t(word, { model: ltr(`instance/${name}`) })}</span>}>
      <Input dir="ltr" maxLength={40} autoComplete="off" autoCapitalize="none" spellCheck={false} required onChange={(event) => setName(event.target.value)} />
    </Field>
  )
}
