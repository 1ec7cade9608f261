'use client'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Link, usePathname } from '@/lib/i18n/navigation'

/** True on the page itself and on what lies under it; where a line of its own stands for something under it (`isExact`), only on itself. */
export const isCurrentPath = (path: string, href: string, isExact: boolean): boolean => path === href || (!isExact && path.startsWith(`${href}/`))

/** One line of a sidebar. Closes the phone's menu that it may stand in. */
export function NavLink({ href, icon, label, isExact }: { href: string; icon: ReactNode; label: string; isExact: boolean }) {
  const isCurrent = isCurrentPath(usePathname(), href, isExact)
  return (
    <Link
      href={href} title={label} aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()}
      className={clsx('flex min-h-8 items-center gap-2.5 rounded-control px-2.5 pointer-coarse:min-h-11', isCurrent ? 'bg-accent-tint font-medium text-accent-text' : 'text-text-2 hover:bg-neutral-tint hover:text-text')}
    >
      {icon}
      <span className="shell-label">{label}</span>
    </Link>
  )
}
