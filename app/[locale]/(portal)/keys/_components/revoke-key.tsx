'use client'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { revokeKeyAction } from '../actions'

export type RevokeTexts = { act: string; title: string; consequences: string[] }
type Props = { id: string; texts: RevokeTexts; size?: 'sm' | 'md'; onRevoked?: () => void }

/** Asks before a key is ended for ever. */
export function RevokeKey({ id, texts, size = 'sm', onRevoked }: Props) {
  return (
    <ConfirmDialog
      trigger={<Button look="dangerQuiet" size={size}>{texts.act}</Button>} title={texts.title} consequences={texts.consequences}
      action={revokeKeyAction} values={{ id }} confirmLabel={texts.act} {...(onRevoked ? { onOk: onRevoked } : {})}
    />
  )
}
