import { headers } from 'next/headers'
import { defaultLocale, isLocale, type Locale } from '@/lib/i18n/locale'
import { newId } from '@/lib/kernel/id'

export type RequestFacts = { requestId: string; locale: Locale; ip: string | undefined }

/** The id the front server gave this request, or a new one; a caller's own free text is never taken over. */
function requestIdFrom(found: Headers): string {
  const given = found.get('x-request-id') ?? ''
  return /^req_[0-9A-Z]{26}$/.test(given) ? given : newId('req')
}

/** The language of an API answer: cookie, else the first of ours in Accept-Language. */
function localeFrom(found: Headers): Locale {
  const cookie = /(?:^|;\s*)NEXT_LOCALE=(\w+)/.exec(found.get('cookie') ?? '')?.[1]
  if (isLocale(cookie)) return cookie
  const wanted = (found.get('accept-language') ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return wanted.find(isLocale) ?? defaultLocale
}

/** The address the front server saw; it writes the header from scratch. */
const ipFrom = (found: Headers): string | undefined => found.get('x-forwarded-for')?.split(',')[0]?.trim().replace(/^::ffff:(?=\d+\.)/i, '') || undefined

export const factsOf = (found: Headers): RequestFacts => ({ requestId: requestIdFrom(found), locale: localeFrom(found), ip: ipFrom(found) })

/** The facts of the request being answered, in pages and actions. */
export const requestFacts = async (): Promise<RequestFacts> => factsOf(await headers())

/** What the browser says of itself, cut to a sensible length. */
export const userAgent = async (): Promise<string | undefined> => (await headers()).get('user-agent')?.slice(0, 400) || undefined
