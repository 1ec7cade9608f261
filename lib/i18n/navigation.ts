import { redirect as redirectTo } from 'next/navigation'
import type { Locale } from './locale'
import { localizedPath } from './path'

/** Links and redirects that keep the language. Paths come from lib/routes. */
export { Link, usePathname, useRouter } from './client-navigation'

type Target = { href: string; locale: string }

/** The address of a path of lib/routes in a language, for plain forms and links that leave the page. */
export const getPathname = ({ href, locale }: Target): string => localizedPath(href, locale as Locale)

/** Sends the reader to a path of lib/routes in a language. Never returns. */
export const redirect = (target: Target): never => redirectTo(getPathname(target))
