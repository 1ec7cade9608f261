import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

/** The words above a control. */
export function Label({ className, htmlFor, ...rest }: ComponentProps<'label'>) {
  return <label htmlFor={htmlFor} className={clsx('font-medium', className)} {...rest} />
}
