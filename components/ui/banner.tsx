import { clsx } from 'clsx'
import type { ReactNode } from 'react'

const looks = {
  staff: 'bg-staff text-on-accent',
  danger: 'bg-danger-tint text-danger',
  warning: 'bg-warning-tint text-warning',
  test: 'bg-test text-test-ink',
} as const

/** One sentence above the page and at most one button; stays in words on phones too. */
export function Banner({ look, children, action }: { look: keyof typeof looks; children: ReactNode; action?: ReactNode }) {
  return (
    <div role="status" className={clsx('flex min-h-10 flex-wrap items-center justify-center gap-x-3 gap-y-1 px-4 py-1.5 text-center font-medium', looks[look])}>
      <span>{children}</span>
      {action}
    </div>
  )
}

const noticeLooks = { info: 'border-border bg-accent-tint text-accent-text', warning: 'border-border bg-warning-tint text-warning', danger: 'border-danger-solid bg-danger-tint text-danger', success: 'border-border bg-success-tint text-success' } as const

/** A boxed message inside the page. `danger` is announced once. */
export function Notice({ look = 'info', children, title }: { look?: keyof typeof noticeLooks; children: ReactNode; title?: ReactNode }) {
  return (
    <div role={look === 'danger' ? 'alert' : 'status'} className={clsx('rounded-control border px-3.5 py-2.5', noticeLooks[look])}>
      {title ? <p className="font-medium">{title}</p> : null}
      <div className={title ? 'mt-0.5' : undefined}>{children}</div>
    </div>
  )
}
