import { ChevronsLeft, Menu, Search } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import { Children, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { DirIcon, Icon } from '@/components/ui/dir-icon'
import { Kbd } from '@/components/ui/kbd'
import { Link } from '@/lib/i18n/navigation'
import { Logo } from './logo'
import type { NavSection } from './nav-items'
import { NavList } from './nav-list'
import type { PaletteContent } from './palette-content'
import { Preferences } from './preferences'
import { ShellFrame } from './shell-frame'
import { TopTitle } from './top-title'

type Props = {
  sections: readonly NavSection[]
  home: string
  /** Before the name of the area in the top bar: the client's name, or that this is the staff console. */
  place: ReactNode
  palette: PaletteContent
  accountMenu: ReactNode
  banners?: ReactNode
  foot?: ReactNode
  isStaff?: boolean
  children: ReactNode
}

/** What portal and console share: sidebar, top bar, the phone's menu, the search palette. */
export async function Shell({ sections, home, place, palette, accountMenu, banners, foot, isStaff = false, children }: Props) {
  const [t, jar] = await Promise.all([getTranslations(), cookies()])
  const areas = sections.flatMap((section) => section.items.map((item) => ({ href: item.href, label: t(`nav.${item.id}`) })))
  const nav = <NavList sections={sections} />
  return (
    <ShellFrame
      isFolded={jar.get('sidebar')?.value === 'folded'} bannerCount={Children.count(banners)} palette={palette} banners={banners}
      sidebar={
        <nav aria-label={t('layout.mainNav')} className={isStaff ? 'shell-sidebar hidden flex-col border-e border-s-3 border-s-staff bg-bg md:flex' : 'shell-sidebar hidden flex-col border-e bg-bg md:flex'}>
          <div className="flex h-13 shrink-0 items-center px-4"><Link href={home}><Logo labelClass="shell-label" /></Link></div>
          <div className="min-h-0 flex-1 overflow-y-auto px-2.5 py-3">{nav}</div>
          <div className="grid gap-2 p-2.5">
            {foot ? <div className="shell-wide">{foot}</div> : null}
            <button type="button" data-shell-act="fold" title="[" className="hidden min-h-8 items-center gap-2.5 rounded-control px-2.5 text-text-3 hover:bg-neutral-tint hover:text-text lg:flex">
              <DirIcon icon={ChevronsLeft} /><span className="shell-label">{t('layout.collapse')}</span>
            </button>
          </div>
        </nav>
      }
      topBar={
        <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b bg-bg px-3 md:px-6">
          <Button look="ghost" size="icon" popoverTarget="phone-menu" aria-label={t('common.menu')} className="md:hidden"><Icon icon={Menu} /></Button>
          <div className="flex min-w-0 flex-1 items-center gap-2">{place}<TopTitle areas={areas} /></div>
          <button type="button" data-shell-act="search" className="flex min-h-8 items-center gap-2 rounded-control border bg-surface px-2.5 text-text-3 hover:text-text lg:w-64 pointer-coarse:min-h-11">
            <Icon icon={Search} />
            <span className="sr-only lg:not-sr-only lg:flex-1 lg:text-start">{t('layout.palette')}</span>
            <span className="hidden lg:block"><Kbd>⌘K</Kbd></span>
          </button>
          <Preferences />
          {accountMenu}
        </header>
      }
    >
      <div id="phone-menu" popover="auto" className="sheet-popover w-72 border-e bg-bg text-text">
        <nav aria-label={t('layout.mainNav')} className="grid gap-4 p-3">
          <span className="px-2.5 py-1"><Logo /></span>
          {nav}
          {foot}
        </nav>
      </div>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-wide px-4 py-6 outline-none md:px-8">{children}</main>
    </ShellFrame>
  )
}
