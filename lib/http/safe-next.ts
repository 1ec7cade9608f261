import { isLocale, type Locale } from '@/lib/i18n/locale'

const base = 'http://internal.invalid'

/**
 * Where to go after signing in, as `?next=` asks: a path of our own pages, or undefined for anything else (other origins,
 * scheme tricks, the API). The language is told apart, so that the redirect can add it again.
 */
export function safeNext(next: unknown): { href: string; locale?: Locale } | undefined {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next) || next.length > 500 || /[\\\u0000-\u001f\u007f]/.test(next) || !URL.canParse(next, base)) return undefined
  const url = new URL(next, base)
  if (url.origin !== base || url.pathname.startsWith('//') || /^\/(?:[a-z]{2}\/)?(api|_next)(\/|$)/.test(url.pathname)) return undefined
  const first = url.pathname.split('/')[1]
  const isPrefixed = isLocale(first)
  const path = isPrefixed ? url.pathname.slice(first.length + 1) || '/' : url.pathname
  return { href: `${path}${url.search}${url.hash}`, ...(isPrefixed ? { locale: first } : {}) }
}
