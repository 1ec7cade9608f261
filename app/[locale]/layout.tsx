import '../globals.css'
import { clsx } from 'clsx'
import type { Metadata, Viewport } from 'next'
import { hasLocale, NextIntlClientProvider } from 'next-intl'
import { getMessages, getTranslations } from 'next-intl/server'
import { cookies, headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { Direction } from '@/components/layout/direction'
import { SkipLink } from '@/components/layout/skip-link'
import { themeCookie } from '@/components/layout/theme'
import { CommonTextsProvider, type CommonTexts } from '@/components/ui/common-texts'
import { Toaster } from '@/components/ui/toast'
import { directionOf } from '@/lib/i18n/locale'
import { routing } from '@/lib/i18n/routing'
import { inter, plexArabic, plexMono } from '../fonts'

type Props = { children: ReactNode; params: Promise<{ locale: string }> }

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale } = await params
  const t = await getTranslations({ locale: hasLocale(routing.locales, locale) ? locale : routing.defaultLocale, namespace: 'layout' })
  return { title: { default: t('title'), template: `%s · ${t('title')}` }, description: t('description') }
}

/**
 * Before anything is painted: the system's theme where none was chosen, and the nonce for the style elements that
 * dialogs add (the scroll lock of Radix reads this name).
 */
const firstScript = `(function(d){if(!d.dataset.theme)d.dataset.theme=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';window.__webpack_nonce__=document.currentScript.nonce})(document.documentElement)`

export default async function RootLayout({ children, params }: Props) {
  const { locale } = await params
  if (!hasLocale(routing.locales, locale)) notFound()
  const theme = (await cookies()).get(themeCookie)?.value
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const fixed = theme === 'light' || theme === 'dark' ? theme : undefined
  const { common } = await getMessages()
  return (
    <html lang={locale} dir={directionOf(locale)} data-theme={fixed} className={clsx(inter.variable, plexArabic.variable, plexMono.variable)} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>{firstScript}</script>
      </head>
      <body>
        <SkipLink />
        <NextIntlClientProvider messages={null} formats={null}>
          <CommonTextsProvider texts={common as CommonTexts}>
            <Direction dir={directionOf(locale)}>
              <Toaster>{children}</Toaster>
            </Direction>
          </CommonTextsProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  )
}
