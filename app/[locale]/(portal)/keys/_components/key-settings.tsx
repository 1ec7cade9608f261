'use client'
import { useTranslations } from 'next-intl'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { KeyFields, KeyNameField, type KeyOffer } from '@/components/keys/key-fields'
import type { KeyView } from '@/lib/domain/keys/view'
import { updateKeyAction } from '../actions'

/** A key's name, scopes, models and limits; they count from its next request. */
export function KeySettings({ keyView, offer }: { keyView: KeyView; offer: KeyOffer }) {
  const t = useTranslations('keys.form')
  const draft = { ...keyView, expiresOn: keyView.expiresAt ? new Date(keyView.expiresAt).toISOString().slice(0, 10) : null }
  return (
    <Form action={updateKeyAction} okToast={t('saved')}>
      <HiddenFields values={{ id: keyView.id }} />
      <KeyNameField name={keyView.name} />
      <KeyFields draft={draft} offer={offer} />
      <div className="flex justify-end"><SubmitButton>{t('save')}</SubmitButton></div>
    </Form>
  )
}
