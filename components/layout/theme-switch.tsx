'use client'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { themeCookie, themes, type Theme } from './theme'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Steps through system, light and dark; remembered in a cookie, so the next page is painted right at once. `labels` has a sentence for each. */
export function ThemeSwitch({ initial, labels }: { initial: Theme; labels: Record<Theme, string> }) {
  const [theme, setTheme] = useState(initial)
  useEffect(() => {
    if (theme !== 'system') return
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const follow = (): void => show(dark.matches ? 'dark' : 'light')
    dark.addEventListener('change', follow)
    return () => dark.removeEventListener('change', follow)
  }, [theme])
  const step = (): void => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    setTheme(next)
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`
    show(next === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : next)
  }
  return (
    <Button look="ghost" size="icon" onClick={step} aria-label={labels[theme]} title={labels[theme]}>
      <Icon icon={icons[theme]} />
      <span aria-live="polite" className="sr-only">{theme === initial ? '' : labels[theme]}</span>
    </Button>
  )
}

function show(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme
}
