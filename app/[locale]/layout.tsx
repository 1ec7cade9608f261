import '../globals.css'
import type { Metadata, Viewport } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { Document } from '@/components/layout/document'
import { defaultLocale, isLocale } from '@/lib/i18n/locale'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params
  const t = await getTranslations({ locale: isLocale(locale) ? locale : defaultLocale, namespace: 'layout' })
  return { title: { default: t('title'), template: `%s · ${t('title')}` }, description: t('description') }
}

export default async function RootLayout({ children, params }: Props) {
  const { locale } = await params
  if (!isLocale(locale)) notFound()
  return <Document locale={locale}>{children}</Document>
}
