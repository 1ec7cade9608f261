'use client'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useCommon } from '@/components/ui/common-texts'
import { Icon } from '@/components/ui/dir-icon'
import { useToast } from '@/components/ui/toast'

type Props = { value: string; label?: string; isIcon?: boolean; onCopied?: () => void }

/** Copies `value`. `isIcon` for tight places, where `label` says what is copied; otherwise a small button with words. */
export function CopyButton({ value, label, isIcon = false, onCopied }: Props) {
  const text = useCommon()
  const toast = useToast()
  const [isDone, setDone] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value)
    } catch {
      toast(text.copyFailed)
      return
    }
    setDone(true)
    onCopied?.()
    setTimeout(() => setDone(false), 2000)
  }
  const words = isDone ? text.copied : (label ?? text.copy)
  const shape = <Icon icon={isDone ? Check : Copy} />
  if (!isIcon) return <Button size="sm" onClick={copy}>{shape}<span aria-live="polite">{words}</span></Button>
  return (
    <button type="button" onClick={copy} aria-label={words} title={words} className="relative inline-grid size-6 shrink-0 place-items-center rounded-badge text-text-2 after:absolute hover:bg-neutral-tint hover:text-text pointer-coarse:after:-inset-2.5">
      {shape}
      <span aria-live="polite" className="sr-only">{isDone ? text.copied : ''}</span>
    </button>
  )
}
