import type { ReactNode } from 'react'
import { EmptyState } from '@/components/data/empty-state'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'

/** The frame of a list page: head, toolbar, list. */
export function ListPage({ children }: { children: ReactNode }) {
  return <div className="grid gap-5">{children}</div>
}

/** Nothing matches, with the way back to everything; or nothing yet. */
export function NothingHere({ isFiltered, none, noMatch, clearLabel, clearHref }: { isFiltered: boolean; none: string; noMatch: string; clearLabel: string; clearHref: string }) {
  if (!isFiltered) return <EmptyState title={none} />
  return <EmptyState drawing="search" title={noMatch} action={<Button asChild><Link href={clearHref}>{clearLabel}</Link></Button>} />
}

/** Technical text (ids, codes, addresses) in its own direction. */
export function Code({ children, className = '' }: { children: ReactNode; className?: string }) {
  return <bdi dir="ltr" className={`font-mono text-mono break-all ${className}`}>{children}</bdi>
}
