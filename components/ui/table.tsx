import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

type Align = 'start' | 'end' | undefined

/** Parts of a table, for the few that DataTable does not fit (invoice lines, comparisons). Wrap it in `overflow-x-auto`. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return <table className={clsx('w-full border-collapse', className)} {...rest} />
}

export function Th({ className, align, scope = 'col', ...rest }: Omit<ComponentProps<'th'>, 'align'> & { align?: Align }) {
  return <th scope={scope} className={clsx('border-b px-4 py-2 text-h3 font-medium whitespace-nowrap text-text-2', align === 'end' ? 'text-end' : 'text-start', className)} {...rest} />
}

export function Td({ className, align, ...rest }: Omit<ComponentProps<'td'>, 'align'> & { align?: Align }) {
  return <td className={clsx('px-4 py-2.5 align-middle', align === 'end' ? 'text-end whitespace-nowrap' : 'text-start', className)} {...rest} />
}
