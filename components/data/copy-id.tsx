import { clsx } from 'clsx'
import { CopyButton } from './copy-button'

/** An id, left to right in mono, shortened in the middle; copies the whole. `isWhole` shows every character. */
export function CopyId({ id, isWhole = false, label, className }: { id: string; isWhole?: boolean; label?: string; className?: string }) {
  return (
    <span className={clsx('inline-flex max-w-full items-center gap-1', className)}>
      <bdi dir="ltr" title={id} className={clsx('font-mono text-mono slashed', isWhole ? 'break-all' : 'whitespace-nowrap')}>{isWhole ? id : middle(id)}</bdi>
      <CopyButton value={id} isIcon {...(label ? { label } : {})} />
    </span>
  )
}

/** "inv_01JD8ZK3W9…7F2K": the kind, the beginning and the end tell ids apart. */
export const middle = (id: string): string => (id.length <= 16 ? id : `${id.slice(0, 9)}…${id.slice(-4)}`)
