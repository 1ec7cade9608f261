import { hasLocale } from 'next-intl'
import { getRequestConfig } from 'next-intl/server'
import { routing } from './routing'

/** The texts and formats of one request. Dates are always given a zone by who formats them; UTC is only the fallback. */
export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale
  const locale = hasLocale(routing.locales, asked) ? asked : routing.defaultLocale
  const messages = (await import(`../../messages/${locale}.json`)) as { default: Record<string, never> }
  return { locale, messages: messages.default, timeZone: 'UTC' }
})
