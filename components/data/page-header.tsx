import type { ReactNode } from 'react'
import { Breadcrumbs, type Crumb } from '@/components/ui/breadcrumbs'

type Props = {
  title: ReactNode
  /** One line under the title: what the page answers, or the object's status and id. */
  lead?: ReactNode
  /** One primary button at most, the rest secondary or a menu. */
  actions?: ReactNode
  crumbs?: readonly Crumb[]
}

/** The head of a page with its one h1. */
export function PageHeader({ title, lead, actions, crumbs }: Props) {
  return (
    <header className="grid gap-1.5">
      {crumbs ? <Breadcrumbs crumbs={crumbs} /> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-h1 font-semibold wrap-anywhere"><bdi>{title}</bdi></h1>
          {lead ? <div className="mt-1 text-text-2">{lead}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  )
}
