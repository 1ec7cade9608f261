'use client'
import { usePathname } from '@/lib/i18n/navigation'
import { isCurrentPath } from './nav-link'

/** The area of the page that is open, after the client's name. */
export function TopTitle({ areas }: { areas: readonly { href: string; label: string }[] }) {
  const path = usePathname()
  const found = areas.filter((one) => isCurrentPath(path, one.href, one.href === '/admin')).sort((a, b) => b.href.length - a.href.length)[0]
  return found ? <span className="truncate font-medium">{found.label}</span> : null
}
