import { createTranslator } from 'use-intl/core'
import ar from '@/messages/ar.json'
import en from '@/messages/en.json'
import type { Locale } from './locale'

export type Translate = (key: string, params?: Record<string, string | number | Date>) => string

const build = (locale: Locale, messages: object): Translate =>
  createTranslator({
    // Bare "ar" counts and dates in Latin digits here, the same as every other place that formats.
    locale: locale === 'ar' ? 'ar-u-nu-latn-ca-gregory' : 'en-GB',
    messages: messages as Record<string, never>,
    timeZone: 'UTC',
    onError: () => undefined,
    getMessageFallback: ({ key }) => key,
  }) as unknown as Translate

const translators: Record<Locale, Translate> = { en: build('en', en), ar: build('ar', ar) }

/** Texts outside a page: API errors, mails, PDFs. A missing key comes back as the key itself. */
export const messagesFor = (locale: Locale): Translate => translators[locale]
