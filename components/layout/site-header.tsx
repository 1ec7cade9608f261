import { Menu } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Logo } from './logo'
import { Preferences } from './preferences'

/** Head of the public pages. Somebody who is signed in gets the way in instead of Sign in and Start free. */
export function SiteHeader({ isSignedIn = false, isStaff = false }: { isSignedIn?: boolean; isStaff?: boolean }) {
  const t = useTranslations()
  const links = [{ href: routes.plans(), label: t('nav.plans') }, { href: routes.apiDocs(), label: t('nav.docs') }]
  const doors = isSignedIn
    ? <Button asChild look="primary"><Link href={isStaff ? routes.admin() : routes.dashboard()}>{t('nav.openPortal')}</Link></Button>
    : (
      <>
        <Button asChild look="ghost" className="max-sm:hidden"><Link href={routes.signIn()}>{t('nav.signIn')}</Link></Button>
        <Button asChild look="primary"><Link href={routes.signUp()}>{t('nav.signUp')}</Link></Button>
      </>
    )
  return (
    <header className="border-b bg-bg">
      <div className="mx-auto flex h-14 w-full max-w-portal items-center gap-1 px-4 md:gap-2 md:px-6">
        <Link href={routes.home()} className="me-auto md:me-4"><Logo labelClass="sr-only sm:not-sr-only" /></Link>
        <nav aria-label={t('layout.siteNav')} className="me-auto hidden gap-1 md:flex">
          {links.map((link) => <Link key={link.href} href={link.href} className="rounded-control px-2.5 py-1.5 font-medium text-text-2 hover:text-text">{link.label}</Link>)}
        </nav>
        <Preferences />
        {doors}
        <Button look="ghost" size="icon" popoverTarget="site-menu" aria-label={t('common.menu')} className="md:hidden"><Icon icon={Menu} /></Button>
        <div id="site-menu" popover="auto" className="sheet-popover w-72 border-e bg-bg text-text">
          <nav aria-label={t('layout.siteNav')} className="grid gap-1 p-4">
            <span className="pb-3"><Logo /></span>
            {[{ href: routes.home(), label: t('nav.home') }, ...links, ...(isSignedIn ? [] : [{ href: routes.signIn(), label: t('nav.signIn') }])].map((link) => (
              <Link key={link.href} href={link.href} className="flex min-h-11 items-center rounded-control px-2.5 font-medium hover:bg-neutral-tint">{link.label}</Link>
            ))}
          </nav>
        </div>
      </div>
    </header>
  )
}
