import { defaultLocale, locales, type Locale } from './locale'

/** A path of lib/routes as the browser asks for it: English bare, Arabic under /ar. Anything that is not a path of ours stays. */
export function localizedPath(path: string, locale: Locale): string {
  if (!path.startsWith('/') || locale === defaultLocale) return path
  return path === '/' ? `/${locale}` : /^\/[?#]/.test(path) ? `/${locale}${path.slice(1)}` : `/${locale}${path}`
}

const prefix = new RegExp(`^/(?:${locales.join('|')})(?=/|$)`)

/** The other way round: "/ar/plans" → "/plans", "/ar" → "/". */
export const pathWithoutLocale = (path: string): string => path.replace(prefix, '') || '/'
