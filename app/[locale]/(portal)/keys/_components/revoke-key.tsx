'use client'
import { useTranslations } from 'next-intl'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { isolated } from '@/lib/i18n/isolate'
import { revokeKeyAction } from '../actions'

/** Asks before a key is ended for ever. */
export function RevokeKey({ id, name, size = 'sm' }: { id: string; name: string; size?: 'sm' | 'md' }) {
  const t = useTranslations('keys.revoke')
  return (
    <ConfirmDialog
      trigger={<Button look="dangerQuiet" size={size}>{t('act')}</Button>} title={t('title', { name: isolated(name) })}
      consequences={[t('now'), t('running'), t('forever')]} action={revokeKeyAction} values={{ id }} confirmLabel={t('confirm')}
    />
  )
}
