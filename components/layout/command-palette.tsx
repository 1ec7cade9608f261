'use client'
import * as Radix from 'radix-ui/dialog'
import { useEffect, useId, useMemo, useState } from 'react'
import { Kbd } from '@/components/ui/kbd'
import { useRouter } from '@/lib/i18n/navigation'
import { fold, objectFor, type PaletteContent, type PaletteGroup, type PaletteItem } from './palette-content'

type Props = { content: PaletteContent; view: 'search' | 'help'; close: () => void }

/** ⌘K: pages, actions and the object of a pasted id in one list. Loaded when it is first asked for. */
export default function CommandPalette({ content, view, close }: Props) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => { if (!isOpen) close() }}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Radix.Content aria-describedby={undefined} className="fixed inset-x-4 top-16 z-50 mx-auto max-h-96 max-w-dialog animate-rise-in overflow-y-auto rounded-dialog border bg-raised shadow-dialog">
          <Radix.Title className={view === 'help' ? 'px-5 pt-5 text-h2 font-semibold' : 'sr-only'}>{view === 'help' ? content.texts.shortcuts : content.texts.title}</Radix.Title>
          {view === 'help' ? <Shortcuts shortcuts={content.shortcuts} /> : <Search content={content} close={close} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Shortcuts({ shortcuts }: { shortcuts: PaletteContent['shortcuts'] }) {
  return (
    <ul className="grid gap-1 p-5 pt-3">
      {shortcuts.map(({ keys, label }) => (
        <li key={label} className="flex items-center justify-between gap-4 py-1">
          <span>{label}</span>
          <span dir="ltr" className="flex gap-1">{keys.map((key) => <Kbd key={key}>{key}</Kbd>)}</span>
        </li>
      ))}
    </ul>
  )
}

const recentKey = 'palette-recent'

function readRecent(): PaletteItem[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]')
    return Array.isArray(kept) ? (kept as PaletteItem[]).filter((one) => typeof one.href === 'string' && typeof one.label === 'string').slice(0, 5) : []
  } catch {
    return []
  }
}

function matches(content: PaletteContent, recent: PaletteItem[], typed: string): PaletteGroup[] {
  const object = objectFor(typed, content)
  const wanted = fold(typed.trim())
  const found = content.groups.map((group) => ({ ...group, items: group.items.filter((item) => fold(item.label).includes(wanted)) }))
  const groups = [
    ...(object ? [{ label: content.texts.object, items: [object] }] : []),
    ...(wanted === '' ? [{ label: content.texts.recent, items: recent }] : []),
    ...found,
  ]
  return groups.filter((group) => group.items.length > 0)
}

function Search({ content, close }: { content: PaletteContent; close: () => void }) {
  const router = useRouter()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [index, setIndex] = useState(0)
  const [recent] = useState(readRecent)
  const groups = useMemo(() => matches(content, recent, typed), [content, recent, typed])
  const flat = groups.flatMap((group) => group.items)
  const current = Math.min(index, flat.length - 1)
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])

  const choose = (item: PaletteItem | undefined): void => {
    if (!item) return
    const kept = [item, ...recent.filter((one) => one.href !== item.href)].slice(0, 5)
    localStorage.setItem(recentKey, JSON.stringify(kept))
    close()
    router.push(item.href)
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && flat.length > 0) {
      event.preventDefault()
      setIndex((current + step + flat.length) % flat.length)
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(flat[current])
  }
  return (
    <>
      <input
        role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-activedescendant={flat.length > 0 ? `${id}-${current}` : undefined}
        aria-label={content.texts.title} placeholder={content.texts.placeholder} dir="auto" autoComplete="off" value={typed} onKeyDown={onKeyDown}
        onChange={(event) => { setTyped(event.target.value); setIndex(0) }}
        className="sticky top-0 min-h-12 w-full rounded-dialog border-b bg-raised px-4 text-prose outline-none placeholder:text-text-3"
      />
      <div id={`${id}-list`} role="listbox" aria-label={content.texts.title} className="p-1.5">
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label}>
            <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-caption text-text-3">{group.label}</p>
            {group.items.map((item) => {
              const place = flat.indexOf(item)
              return (
                <div
                  key={`${group.label}${item.href}`} id={`${id}-${place}`} role="option" aria-selected={place === current}
                  onPointerMove={() => setIndex(place)} onClick={() => choose(item)}
                  className="flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-control px-2.5 aria-selected:bg-accent-tint aria-selected:text-accent-text"
                >
                  <bdi className="truncate">{item.label}</bdi>
                  {item.hint ? <Kbd>{item.hint}</Kbd> : null}
                </div>
              )
            })}
          </div>
        ))}
        {flat.length === 0 ? <p role="status" className="px-2.5 py-4 text-text-2">{content.texts.empty}</p> : null}
      </div>
    </>
  )
}
