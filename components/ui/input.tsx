import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const box = 'w-full rounded-control border border-border-control bg-surface px-3 text-text placeholder:text-text-3 aria-invalid:border-danger-solid disabled:bg-sunken disabled:text-text-3'
const technical = ['email', 'url', 'tel', 'number', 'password', 'date', 'datetime-local']

/** Technical text (addresses, keys, numbers; by its type, or `dir="ltr"`) runs left to right in every language and starts where the page starts. Prose says its `lang` and keeps its own side. */
export function Input({ className, type = 'text', dir = technical.includes(type) ? 'ltr' : 'auto', ...rest }: ComponentProps<'input'>) {
  return <input type={type} dir={dir} className={clsx(box, 'min-h-9 pointer-coarse:min-h-11', type === 'number' && 'stepless', dir === 'ltr' && !rest.lang && 'rtl:text-end', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea dir="auto" rows={4} className={clsx(box, 'py-2', className)} {...rest} />
}

/** The browser's own select: it works without JavaScript, on phones and with screen readers. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return <select className={clsx(box, 'select-arrow min-h-9 pe-9 pointer-coarse:min-h-11', className)} {...rest}>{children}</select>
}
