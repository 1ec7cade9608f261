import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Logo } from '@/components/layout/logo'
import { Preferences } from '@/components/layout/preferences'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

/**
 * Addresses with tokens must not travel to other sites, and none of these pages belongs in a search engine. Not `no-referrer`:
 * with it browsers send `Origin: null`, and forms without scripts would be refused.
 */
export const metadata: Metadata = { referrer: 'same-origin', robots: { index: false, follow: false } }

/** Bare: the logo, language and theme, and one card. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between gap-2 px-4 py-3 md:px-6">
        <Link href={routes.home()} className="rounded-control"><Logo /></Link>
        <div className="flex items-center gap-1"><Preferences /></div>
      </header>
      <main id="main" className="mx-auto flex w-full max-w-auth flex-1 flex-col justify-center px-4 py-8">{children}</main>
    </div>
  )
}
