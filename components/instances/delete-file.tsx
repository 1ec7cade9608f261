'use client'
import { useTranslations } from 'next-intl'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { FieldError } from '@/components/form/field-error'
import type { FormAction } from '@/components/form/form'
import { Button } from '@/components/ui/button'
import type { ModelUploadView } from '@/lib/domain/instances/view'
import { ltr } from '@/lib/i18n/isolate'

type Props = { id: string; name: string; action: FormAction<ModelUploadView> }

/** Deletes a model file of one's own, whole or half sent, after asking; which instance still uses it, the refusal says. */
export function DeleteFile({ id, name, action }: Props) {
  const t = useTranslations('instances.upload')
  return (
    <ConfirmDialog
      trigger={<Button size="sm" look="dangerQuiet" aria-label={`${t('delete')} ${ltr(name)}`}>{t('delete')}</Button>} title={t('deleteTitle', { name: ltr(name) })}
      consequences={[t('deleteBody')]} action={action} values={{ id }} confirmLabel={t('delete')} okToast={t('deleted')}
    ><FieldError name="id" /></ConfirmDialog>
  )
}
