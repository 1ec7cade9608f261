'use client'
import { createContext, use, type ReactNode } from 'react'
import { defaultLocale, type Locale } from './locale'

const Context = createContext<Locale>(defaultLocale)

/** Tells client parts the page's language without the formatter that next-intl's provider brings along. */
export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <Context value={locale}>{children}</Context>
}

/** The page's language, in client parts. Server parts ask next-intl. */
export const usePageLocale = (): Locale => use(Context)
