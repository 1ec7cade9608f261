export const locales = ['en', 'ar'] as const
export type Locale = (typeof locales)[number]
export const defaultLocale: Locale = 'en'

export const isLocale = (text: unknown): text is Locale => locales.includes(text as Locale)
export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr')

/** A text the operator wrote in both languages, as plans, models and invoice lines hold it. */
export type LocalizedText = { en: string; ar: string }
