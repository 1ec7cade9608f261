import type { ReactNode } from 'react'
import { Link } from '@/lib/i18n/navigation'

type Props = { label: ReactNode; value: ReactNode; note?: ReactNode; children?: ReactNode; href?: string }

/** One figure of a page's first row: label, big number, a note; `children` for a bar or a line under it. `href` makes the label a link. */
export function FigureCard({ label, value, note, children, href }: Props) {
  return (
    <section className="relative flex min-w-0 flex-col gap-1 rounded-card border bg-surface p-4 sm:p-5">
      <h2 className="text-h3 font-medium text-text-2">
        {href ? <Link href={href} className="after:absolute after:inset-0 after:rounded-card hover:text-text hover:underline">{label}</Link> : label}
      </h2>
      <p className="figure-type">{value}</p>
      {note ? <p className="text-caption text-text-3">{note}</p> : null}
      {children ? <div className="mt-auto pt-2">{children}</div> : null}
    </section>
  )
}
