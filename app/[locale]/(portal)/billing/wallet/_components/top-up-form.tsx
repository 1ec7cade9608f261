import { getLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

/** A plain GET form: the preview is a page with an address. */
export async function TopUpForm({ children }: { children: ReactNode }) {
  const locale = await getLocale()
  return <form action={getPathname({ href: routes.topUp(), locale })} className="flex flex-wrap items-end gap-2">{children}</form>
}
