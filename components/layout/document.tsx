import { clsx } from 'clsx'
import { getMessages } from 'next-intl/server'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { CommonTextsProvider, type CommonTexts } from '@/components/ui/common-texts'
import { Toaster } from '@/components/ui/toast'
import { directionOf, type Locale } from '@/lib/i18n/locale'
import { LocaleProvider } from '@/lib/i18n/locale-context'
import { Direction } from './direction'
import { inter, plexArabic, plexMono } from './fonts'
import { SkipLink } from './skip-link'
import { themeCookie } from './theme'

/**
 * Before anything is painted: the system's theme where none was chosen, and the nonce for the style elements that
 * dialogs add (the scroll lock of Radix reads this name).
 */
const firstScript = `(function(d){if(!d.dataset.theme)d.dataset.theme=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';window.__webpack_nonce__=document.currentScript.nonce})(document.documentElement)`

/** The html of every page: language, direction, theme, fonts, and what client parts need from above. */
export async function Document({ locale, children }: { locale: Locale; children: ReactNode }) {
  const [jar, head, { common }] = await Promise.all([cookies(), headers(), getMessages({ locale })])
  const theme = jar.get(themeCookie)?.value
  const fixed = theme === 'light' || theme === 'dark' ? theme : undefined
  const dir = directionOf(locale)
  return (
    <html lang={locale} dir={dir} data-theme={fixed} className={clsx(inter.variable, plexArabic.variable, plexMono.variable)} suppressHydrationWarning>
      <head>
        <script nonce={head.get('x-nonce') ?? undefined} suppressHydrationWarning>{firstScript}</script>
      </head>
      <body>
        <SkipLink />
        <LocaleProvider locale={locale}>
          <CommonTextsProvider texts={common as CommonTexts}>
            <Direction dir={dir}>
              <Toaster>{children}</Toaster>
            </Direction>
          </CommonTextsProvider>
        </LocaleProvider>
      </body>
    </html>
  )
}
