import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Table, Td, Th } from '@/components/ui/table'
import { Link } from '@/lib/i18n/navigation'

export type Column<Row> = {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  /** Numbers and money stand at the end. */
  align?: 'start' | 'end'
  /** On phones: the card's first line (`title`, and `status` at its end), a labelled fact of the second, or left out. */
  phone?: 'title' | 'status' | 'fact' | 'none'
  className?: string
}

type Props<Row> = {
  /** Says what the table holds, for screen readers. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where a row leads: its first column becomes the link and the whole row takes the click. */
  rowHref?: (row: Row) => string
  /** Shown instead of the table when there are no rows: an `<EmptyState …/>`. */
  empty: ReactNode
  /** Buttons of a row, last column; on phones at the card's foot. */
  rowActions?: (row: Row) => ReactNode
  /** Under the rows: `<Pagination …/>`. */
  footer?: ReactNode
}

/** A list: a table from 768 px on, two-line cards below. A server part; cells may hold client parts. */
export function DataTable<Row>(props: Props<Row>) {
  if (props.rows.length === 0) return <div className="rounded-card border bg-surface">{props.empty}</div>
  return (
    <div className="grid gap-3">
      <WideTable {...props} />
      <Cards {...props} />
      {props.footer}
    </div>
  )
}

function WideTable<Row>({ caption, columns, rows, rowKey, rowHref, rowActions }: Props<Row>) {
  // Rows that lead somewhere can be focused, which scrolls the table; where there may be nothing in them, the table itself takes the focus.
  const focusable = rowHref ? {} : { tabIndex: 0, role: 'region', 'aria-label': caption }
  // Positioned, so that what only screen readers meet scrolls with the table instead of widening the page.
  return (
    <div {...focusable} className="relative hidden overflow-x-auto rounded-card border bg-surface md:block">
      <Table>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => <Th key={column.key} align={column.align}>{column.header}</Th>)}
            {rowActions ? <Th><span className="sr-only">{caption}</span></Th> : null}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <tr key={rowKey(row)} className={clsx('relative', rowHref && 'hover:bg-hover')}>
              {columns.map((column, index) => (
                <Td key={column.key} align={column.align} className={column.className ?? (column.phone === 'title' ? 'min-w-40 wrap-anywhere' : undefined)}>
                  {index === 0 && rowHref ? <RowLink href={rowHref(row)}>{column.cell(row)}</RowLink> : column.cell(row)}
                </Td>
              ))}
              {rowActions ? <Td align="end"><div className="relative inline-flex items-center gap-1">{rowActions(row)}</div></Td> : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function Cards<Row>({ caption, columns, rows, rowKey, rowHref, rowActions }: Props<Row>) {
  const title = columns.find((column) => column.phone === 'title') ?? columns[0]
  const status = columns.find((column) => column.phone === 'status')
  const facts = columns.filter((column) => column.phone === 'fact')
  return (
    <ul aria-label={caption} className="divide-y rounded-card border bg-surface md:hidden">
      {rows.map((row) => (
        <li key={rowKey(row)} className="relative grid gap-1 px-4 py-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <div className="min-w-0 font-medium wrap-anywhere">
              {rowHref ? <RowLink href={rowHref(row)}>{title?.cell(row)}</RowLink> : title?.cell(row)}
            </div>
            {status ? <div className="shrink-0">{status.cell(row)}</div> : null}
          </div>
          {facts.length > 0 ? (
            <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-text-2">
              {facts.map((column) => (
                <div key={column.key} className="flex min-w-0 flex-wrap gap-x-1.5"><dt className="text-text-3">{column.header}</dt><dd className="min-w-0 wrap-anywhere">{column.cell(row)}</dd></div>
              ))}
            </dl>
          ) : null}
          {rowActions ? <div className="relative mt-1 flex flex-wrap gap-2">{rowActions(row)}</div> : null}
        </li>
      ))}
    </ul>
  )
}

function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return <Link href={href} prefetch={false} className="font-medium after:absolute after:inset-0 hover:underline">{children}</Link>
}
