import { useTranslations } from 'next-intl'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

/** Foot of the public pages. */
export function SiteFooter() {
  const t = useTranslations()
  const links = [
    { href: routes.plans(), label: t('nav.plans') }, { href: routes.apiDocs(), label: t('nav.docs') },
    { href: routes.signIn(), label: t('nav.signIn') }, { href: routes.signUp(), label: t('nav.signUp') },
  ]
  return (
    <footer className="mt-auto border-t">
      <div className="mx-auto flex w-full max-w-portal flex-wrap items-center justify-between gap-4 px-4 py-6 text-text-2 md:px-6">
        <p>{t('layout.footer')}</p>
        <nav aria-label={t('layout.footerNav')} className="flex flex-wrap gap-x-4 gap-y-1">
          {links.map((link) => <Link key={link.href} href={link.href} className="inline-flex min-h-6 items-center hover:text-text hover:underline">{link.label}</Link>)}
        </nav>
      </div>
    </footer>
  )
}
