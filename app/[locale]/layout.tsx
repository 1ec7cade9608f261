import '../globals.css'
import { clsx } from 'clsx'
import type { Metadata, Viewport } from 'next'
import { hasLocale } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import { cookies, headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { Direction } from '@/components/layout/direction'
import { SkipLink } from '@/components/layout/skip-link'
import { Toaster } from '@/components/ui/toast'
import { directionOf } from '@/lib/i18n/locale'
import { routing } from '@/lib/i18n/routing'
import { inter, plexArabic, plexMono } from '../fonts'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: (await params).locale, namespace: 'layout' })
  return { title: { default: t('title'), template: `%s · ${t('title')}` }, description: t('description'), robots: { index: true, follow: true } }
}

/** Without a choice, the system's theme is set before anything is painted. */
const themeScript = `(function(d){if(!d.dataset.theme)d.dataset.theme=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'})(document.documentElement)`

export default async function RootLayout({ children, params }: Props) {
  const { locale } = await params
  if (!hasLocale(routing.locales, locale)) notFound()
  const theme = (await cookies()).get('theme')?.value
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const fixed = theme === 'light' || theme === 'dark' ? theme : undefined
  return (
    <html lang={locale} dir={directionOf(locale)} data-theme={fixed} className={clsx(inter.variable, plexArabic.variable, plexMono.variable)} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <SkipLink />
        <Direction dir={directionOf(locale)}>
          <Toaster>{children}</Toaster>
        </Direction>
      </body>
    </html>
  )
}
