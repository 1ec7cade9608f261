'use client'
import { Check, Copy, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Textarea } from '@/components/ui/input'

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return <Button look="ghost" size="icon" aria-label={label} title={label} onClick={onClick}>{children}</Button>
}

type Props = { text: string; onEdit: () => void; onRemove: () => void; onRetry?: (() => void) | undefined }

/** What can be done with one message; hidden from nobody, quiet until it is needed. */
export function MessageTools({ text, onEdit, onRemove, onRetry }: Props) {
  const t = useTranslations('playground')
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    })
  }
  return (
    <div className="flex shrink-0 items-center">
      {onRetry ? <Tool label={t('again')} onClick={onRetry}><Icon icon={RotateCcw} /></Tool> : null}
      {text ? <Tool label={copied ? t('copied') : t('copy')} onClick={copy}><Icon icon={copied ? Check : Copy} /></Tool> : null}
      <Tool label={t('edit')} onClick={onEdit}><Icon icon={Pencil} /></Tool>
      <Tool label={t('remove')} onClick={onRemove}><Icon icon={Trash2} /></Tool>
    </div>
  )
}

/** Edits one message in its place. Esc gives up without stopping anything else. */
export function MessageEditor({ text, label, onSave, onCancel }: { text: string; label: string; onSave: (text: string) => void; onCancel: () => void }) {
  const t = useTranslations('playground')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => { event.preventDefault(); onSave(field.current?.value ?? text) }}
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onCancel()
      }}
    >
      <Textarea ref={field} defaultValue={text} aria-label={label} className="field-sizing-content max-h-96" />
      <div className="flex justify-end gap-2">
        <Button size="sm" look="ghost" onClick={onCancel}>{t('cancel')}</Button>
        <Button size="sm" type="submit">{t('save')}</Button>
      </div>
    </form>
  )
}
