import { clsx } from 'clsx'
import { Link } from '@/lib/i18n/navigation'

export type LinkTab = { href: string; label: string; isCurrent: boolean }

/** Tabs whose state is the URL: links, so they work before any script and can be opened beside. */
export function LinkTabs({ tabs, label }: { tabs: LinkTab[]; label: string }) {
  return (
    <nav aria-label={label} className="-mx-1 flex gap-1 overflow-x-auto border-b px-1">
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={tab.isCurrent ? 'page' : undefined}
          className={clsx('-mb-px border-b-2 px-3 py-2 font-medium whitespace-nowrap', tab.isCurrent ? 'starts-in-view border-accent text-text' : 'border-transparent text-text-2 hover:text-text')}>
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}

/** A small set of choices kept in the URL (period, interval). */
export function Segmented({ options, label }: { options: LinkTab[]; label: string }) {
  return (
    <nav aria-label={label} className="inline-flex flex-wrap gap-0.5 rounded-control border bg-sunken p-0.5">
      {options.map((option) => (
        <Link key={option.href} href={option.href} scroll={false} aria-current={option.isCurrent ? 'true' : undefined}
          className={clsx('rounded-badge px-2.5 py-1 text-h3 font-medium', option.isCurrent ? 'bg-surface text-text ring-1 ring-border dark:bg-raised' : 'text-text-2 hover:text-text')}>
          {option.label}
        </Link>
      ))}
    </nav>
  )
}
