'use client'
import { useRouter } from '@/lib/i18n/navigation'
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { PaletteContent } from './palette-content'

const CommandPalette = lazy(() => import('./command-palette'))

type Props = {
  isFolded: boolean
  bannerCount: number
  palette: PaletteContent
  banners: ReactNode
  sidebar: ReactNode
  topBar: ReactNode
  children: ReactNode
}

/** The grid of sidebar and page with its keys: `[` folds, ⌘K and `/` search, `g` then a letter jumps, `?` lists them. */
export function ShellFrame({ isFolded: wasFolded, bannerCount, palette, banners, sidebar, topBar, children }: Props) {
  const [isFolded, setFolded] = useState(wasFolded)
  const [open, setOpen] = useState<'search' | 'help' | null>(null)
  const fold = useCallback(() => setFolded((folded) => {
    document.cookie = `sidebar=${folded ? 'open' : 'folded'}; path=/; max-age=31536000; samesite=lax`
    return !folded
  }), [])
  useShellKeys({ jumps: palette.jumps, fold, search: useCallback(() => setOpen('search'), []), help: useCallback(() => setOpen('help'), []) })
  const onClick = (event: React.MouseEvent<HTMLElement>): void => {
    const button = (event.target as HTMLElement).closest<HTMLElement>('[data-shell-act]')
    if (button?.dataset.shellAct === 'search') setOpen('search')
    if (button?.dataset.shellAct === 'fold') fold()
  }
  return (
    <>
      {banners}
      <div data-shell data-folded={isFolded} data-banners={bannerCount || undefined} className="shell-columns" onClick={onClick}>
        {sidebar}
        <div className="min-w-0">
          {topBar}
          {children}
        </div>
      </div>
      {open ? <Suspense><CommandPalette content={palette} view={open} close={() => setOpen(null)} /></Suspense> : null}
    </>
  )
}

type Keys = { jumps: Record<string, string>; fold: () => void; search: () => void; help: () => void }

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Keys by their place on the keyboard (event.code), so an Arabic layout works; dead while typing and in dialogs. */
function useShellKeys({ jumps, fold, search, help }: Keys): void {
  const router = useRouter()
  const goneAt = useRef(0)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.code === 'KeyK') {
        event.preventDefault()
        return search()
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]')) return
      if (event.timeStamp - goneAt.current < 1500) {
        goneAt.current = 0
        const href = jumps[event.code]
        if (href) return router.push(href)
      }
      if (event.code === 'KeyG' && !event.shiftKey) goneAt.current = event.timeStamp
      else if (event.code === 'BracketLeft' && !event.shiftKey) fold()
      else if (event.code === 'Slash') {
        event.preventDefault()
        if (event.shiftKey) help()
        else search()
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [jumps, fold, search, help, router])
}
