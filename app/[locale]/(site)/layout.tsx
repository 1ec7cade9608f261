import type { ReactNode } from 'react'
import { SiteFooter } from '@/components/layout/site-footer'
import { SiteHeader } from '@/components/layout/site-header'
import { visitorContext } from '@/lib/http/context'

/** The public pages: head, foot, nothing between them and the reader. */
export default async function SiteLayout({ children }: { children: ReactNode }) {
  const { session } = await visitorContext()
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader isSignedIn={session !== null} isStaff={session !== null && session.client === null} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-portal px-4 py-10 outline-none md:px-6">{children}</main>
      <SiteFooter />
    </div>
  )
}
