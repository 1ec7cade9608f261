import { defineRouting } from 'next-intl/routing'
import { defaultLocale, locales } from './locale'

/** English without a prefix, Arabic under /ar. The cookie remembers a choice for a year. */
export const routing = defineRouting({
  locales,
  defaultLocale,
  localePrefix: 'as-needed',
  // Made from the request's host, which a reverse proxy may not know; public pages name their other language themselves.
  alternateLinks: false,
  localeCookie: { name: 'NEXT_LOCALE', maxAge: 31_536_000, sameSite: 'lax' },
})
