import { getLocale, getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import type { Locale } from '@/lib/i18n/locale'
import { LanguageSwitch } from './language-switch'
import { isTheme, themeCookie, themes, type Theme } from './theme'
import { ThemeSwitch } from './theme-switch'

/** Language and theme, as every top bar shows them. */
export async function Preferences() {
  const [t, locale, jar] = await Promise.all([getTranslations('layout'), getLocale(), cookies()])
  const saved = jar.get(themeCookie)?.value
  const words: Record<Theme, string> = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') }
  const labels = Object.fromEntries(themes.map((theme) => [theme, t('themeIs', { theme: words[theme] })])) as Record<Theme, string>
  return (
    <>
      <LanguageSwitch locale={locale as Locale} />
      <ThemeSwitch initial={isTheme(saved) ? saved : 'system'} labels={labels} />
    </>
  )
}
