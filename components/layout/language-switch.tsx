'use client'
import { useSearchParams } from 'next/navigation'
import { Suspense } from 'react'
import { usePathname } from '@/lib/i18n/navigation'
import type { Locale } from '@/lib/i18n/locale'

const names: Record<Locale, string> = { en: 'English', ar: 'العربية' }

/** The other language, in its own script; keeps page and query. A plain link: the proxy remembers the choice. */
export function LanguageSwitch({ locale }: { locale: Locale }) {
  return <Suspense><OtherLanguage locale={locale} /></Suspense>
}

function OtherLanguage({ locale }: { locale: Locale }) {
  const path = usePathname()
  const query = useSearchParams().toString()
  const other: Locale = locale === 'ar' ? 'en' : 'ar'
  const href = `/${other}${path === '/' ? '' : path}${query ? `?${query}` : ''}`
  return (
    <a href={href} hrefLang={other} lang={other} className="inline-flex min-h-8 items-center rounded-control px-2 text-h3 font-medium text-text-2 hover:bg-neutral-tint hover:text-text pointer-coarse:min-h-11">
      {names[other]}
    </a>
  )
}
