import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'success' | 'info' | 'neutral' | 'warning' | 'danger'

const tints: Record<Tone, string> = {
  success: 'bg-success-tint text-success',
  info: 'bg-accent-tint text-accent-text',
  neutral: 'bg-neutral-tint text-text-2',
  warning: 'bg-warning-tint text-warning',
  danger: 'bg-danger-tint text-danger',
}

/** A word on a tint. States use Status, which adds the shape. */
export function Badge({ tone = 'neutral', children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return <span className={clsx('inline-flex items-center gap-1.5 rounded-badge px-1.5 py-0.5 text-caption font-medium whitespace-nowrap', tints[tone], className)}>{children}</span>
}
