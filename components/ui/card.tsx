import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A surface with a hairline. `tone="danger"` is for the last card of a settings page. */
export function Card({ className, tone = 'plain', ...rest }: ComponentProps<'section'> & { tone?: 'plain' | 'danger' }) {
  return <section className={clsx('min-w-0 rounded-card border bg-surface', tone === 'danger' && 'border-danger-solid', className)} {...rest} />
}

export function CardHeader({ title, hint, actions, id }: { title: ReactNode; hint?: ReactNode; actions?: ReactNode; id?: string }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 px-4 pt-4 sm:px-5 sm:pt-5">
      <div className="min-w-0 wrap-anywhere">
        <h2 id={id} className="text-h2 font-semibold">{title}</h2>
        {hint ? <p className="mt-1 text-text-2">{hint}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  )
}

export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={clsx('p-4 sm:p-5', className)} {...rest} />
}

export function CardFooter({ className, ...rest }: ComponentProps<'div'>) {
  return <div className={clsx('flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3 sm:px-5', className)} {...rest} />
}
