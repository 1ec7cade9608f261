'use client'
import { clsx } from 'clsx'
import { Check, Pencil, Trash2, X } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Switch } from '@/components/ui/checkbox'
import { Icon } from '@/components/ui/dir-icon'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import { formatDateTime } from '@/lib/i18n/format'
import { isolated } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { changeKept, clearKept, deleteKept, HistoryError, listKept, setKeeping, type KeptConversation } from './history-api'

type Props = {
  currentId: string | undefined
  timeZone: string
  isLocked: boolean
  onOpen: (id: string) => Promise<void>
  /** The conversation that is open is no longer kept. */
  onForget: () => void
  isOn: boolean
  onSwitch: (isOn: boolean) => void
}

/** The person's kept conversations: open, rename, delete, delete all, stop keeping. Loaded when it is opened. */
export default function HistoryPanel({ currentId, timeZone, isLocked, onOpen, onForget, isOn, onSwitch }: Props) {
  const t = useTranslations('playground.history')
  const [kept, setKept] = useState<KeptConversation[]>()
  const [problem, setProblem] = useState<string>()
  const [asksAll, setAsksAll] = useState(false)

  /** Does it, and says why when it did not work. */
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem(undefined)
    await work().catch((error: unknown) => setProblem((error instanceof HistoryError && error.problem.message) || t('failed')))
  }
  useEffect(() => {
    listKept().then(({ data }) => setKept(data), () => { setKept([]); setProblem(t('failed')) })
  }, [t])

  const rename = (id: string, title: string) => attempt(async () => {
    const changed = await changeKept(id, { title })
    setKept((all) => all?.map((one) => (one.id === id ? changed : one)))
  })
  const remove = (id: string) => attempt(async () => {
    await deleteKept(id)
    setKept((all) => all?.filter((one) => one.id !== id))
    if (id === currentId) onForget()
  })
  const removeAll = () => attempt(async () => {
    await clearKept()
    setKept([])
    setAsksAll(false)
    onForget()
  })
  /** Shown at once; taken back when the server refused. */
  const toggle = (next: boolean) => attempt(async () => {
    onSwitch(next)
    await setKeeping(next).catch((error: unknown) => {
      onSwitch(!next)
      throw error
    })
  })

  return (
    <div className="grid grid-cols-1 gap-4">
      <h2 className="text-h2 font-semibold">{t('title')}</h2>
      <label className="flex items-start gap-2.5"><Switch checked={isOn} onChange={(event) => void toggle(event.target.checked)} /><span>{t('keep')}<span className="block text-caption text-text-3">{t('keepHint')}</span></span></label>
      {problem ? <p role="alert" className="rounded-control bg-danger-tint px-3 py-2 text-danger">{problem}</p> : null}
      {kept === undefined ? <div className="grid gap-2">{[1, 2, 3].map((one) => <Skeleton key={one} className="h-12" />)}</div> : null}
      {kept?.length === 0 && !problem ? <p className="text-text-2">{t('empty')}</p> : null}
      <ul className="-mx-2 grid grid-cols-1">
        {kept?.map((one) => (
          <Row key={one.id} kept={one} isCurrent={one.id === currentId} isLocked={isLocked} timeZone={timeZone} onOpen={() => void attempt(() => onOpen(one.id))} onRename={(title) => rename(one.id, title)} onRemove={() => remove(one.id)} />
        ))}
      </ul>
      {!kept?.length ? null : asksAll ? (
        <div className="grid gap-2 rounded-control border border-danger-solid p-3">
          <p>{t('clearQuestion', { count: kept.length })}</p>
          <div className="flex gap-2"><Button size="sm" look="danger" onClick={() => void removeAll()}>{t('clear')}</Button><Button size="sm" onClick={() => setAsksAll(false)}>{t('cancel')}</Button></div>
        </div>
      ) : <div><Button size="sm" look="dangerQuiet" onClick={() => setAsksAll(true)}>{t('clear')}</Button></div>}
    </div>
  )
}

type RowProps = { kept: KeptConversation; isCurrent: boolean; isLocked: boolean; timeZone: string; onOpen: () => void; onRename: (title: string) => Promise<void>; onRemove: () => Promise<void> }

function Row({ kept, isCurrent, isLocked, timeZone, onOpen, onRename, onRemove }: RowProps) {
  const t = useTranslations('playground.history')
  const locale = useLocale() as Locale
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown')
  const name = isolated(kept.title)
  if (mode === 'renaming') {
    return <li className="px-2 py-1"><Rename title={kept.title} onCancel={() => setMode('shown')} onSave={(title) => { setMode('shown'); void onRename(title) }} /></li>
  }
  return (
    <li className="flex min-w-0 items-center gap-1 rounded-control px-2 hover:bg-hover">
      <button type="button" disabled={isLocked} aria-current={isCurrent ? 'true' : undefined} onClick={onOpen} className="min-w-0 flex-1 rounded-control py-2 text-start disabled:opacity-55">
        <span dir="auto" className={clsx('block truncate text-start', isCurrent && 'font-semibold')}>{kept.title}</span>
        <span className="block text-caption text-text-3">{isCurrent ? `${t('openNow')} · ` : ''}{formatDateTime(new Date(kept.updatedAt), locale, timeZone)}</span>
      </button>
      {mode === 'deleting' ? (
        <>
          <Button size="sm" look="danger" onClick={() => void onRemove()}>{t('delete')}</Button>
          <Button size="icon" look="ghost" aria-label={t('cancel')} onClick={() => setMode('shown')}><Icon icon={X} /></Button>
        </>
      ) : (
        <>
          <Button size="icon" look="ghost" aria-label={t('renameOne', { title: name })} title={t('rename')} onClick={() => setMode('renaming')}><Icon icon={Pencil} /></Button>
          <Button size="icon" look="ghost" aria-label={t('deleteOne', { title: name })} title={t('delete')} onClick={() => setMode('deleting')}><Icon icon={Trash2} /></Button>
        </>
      )}
    </li>
  )
}

function Rename({ title, onSave, onCancel }: { title: string; onSave: (title: string) => void; onCancel: () => void }) {
  const t = useTranslations('playground.history')
  const [text, setText] = useState(title)
  return (
    <form
      className="flex items-center gap-1" onSubmit={(event) => { event.preventDefault(); if (text.trim()) onSave(text.trim()) }}
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onCancel()
      }}
    >
      <Input autoFocus value={text} maxLength={120} aria-label={t('newTitle')} onChange={(event) => setText(event.target.value)} />
      <Button size="icon" look="ghost" type="submit" aria-label={t('save')}><Icon icon={Check} /></Button>
      <Button size="icon" look="ghost" aria-label={t('cancel')} onClick={onCancel}><Icon icon={X} /></Button>
    </form>
  )
}
