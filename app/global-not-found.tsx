import './globals.css'
import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { Document } from '@/components/layout/document'
import { NotFoundScreen } from '@/components/layout/not-found-screen'
import type { Locale } from '@/lib/i18n/locale'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('layout')
  return { title: t('notFoundTitle') }
}

/** An address that no page has, in the reader's language; complete without script, unlike a page that finds nothing. */
export default async function GlobalNotFound() {
  return (
    <Document locale={await getLocale() as Locale}>
      <main id="main" className="grid min-h-dvh place-items-center p-4"><NotFoundScreen /></main>
    </Document>
  )
}
