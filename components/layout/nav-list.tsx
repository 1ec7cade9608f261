import { useTranslations } from 'next-intl'
import { Icon } from '@/components/ui/dir-icon'
import { NavLink } from './nav-link'
import type { NavSection } from './nav-items'

/** The sections of a sidebar; also what the phone's menu holds. */
export function NavList({ sections }: { sections: readonly NavSection[] }) {
  const t = useTranslations('nav')
  const hrefs = sections.flatMap(({ items }) => items.map(({ href }) => href))
  return (
    <div className="grid gap-4">
      {sections.map((section) => (
        <div key={section.id ?? 'first'} className="grid gap-0.5">
          {section.id ? <p className="shell-label px-2.5 text-caption text-text-3">{t(section.id)}</p> : null}
          <ul className="grid gap-0.5">
            {section.items.map((item) => (
              <li key={item.id}><NavLink href={item.href} label={t(item.id)} icon={<Icon icon={item.icon} />} isExact={hrefs.some((href) => href.startsWith(`${item.href}/`))} /></li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
