'use client'
import { clsx } from 'clsx'
import { ArrowDown, Code, History as HistoryIcon, MessageSquarePlus, SlidersHorizontal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog, DialogTrigger, SheetContent } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/dir-icon'
import { Skeleton } from '@/components/ui/skeleton'
import type { ConversationContent } from '@/lib/domain/playground/schema'
import { ltr } from '@/lib/i18n/isolate'
import { CodePanel } from './code-panel'
import { Composer } from './composer'
import { messagesFor, startConversation, type Conversation } from './conversation'
import { openKept } from './history-api'
import type { SaveState } from './history-writer'
import { LiveStatus } from './live-status'
import type { PlaygroundModel } from './model'
import { ceilingPicos } from './price'
import { fromSaved } from './saved-conversation'
import { SettingsPanel } from './settings-panel'
import { Thread } from './thread'
import { useFollow } from './use-follow'
import { useHistory } from './use-history'
import { usePlayground } from './use-playground'

type Props = {
  models: readonly PlaygroundModel[]
  model: string
  /** Absolute, ends in /api/v1: what the code samples call. */
  baseUrl: string
  urls: { playground: string; generation: string }
  /** The plan's own ceiling for one answer. */
  maxOutputTokens: number
  canRun: boolean
  /** Whether this person's role keeps conversations at all. */
  canKeep: boolean
  /** The kept conversation the address names, and whether this person keeps any. */
  opened: { id: string; version: number; content: ConversationContent } | null
  keepsHistory: boolean
  timeZone: string
  /** Shown above the composer when this person cannot run models. */
  notice?: ReactNode
}

const HistoryPanel = lazy(() => import('./history-panel'))

/** Grows with every letter that arrives and every message that is added. */
const sizeOf = ({ turns }: Conversation): number =>
  turns.reduce((total, turn) => total + 1 + turn.answers.reduce((sum, answer) => sum + (answer ? 1 + answer.text.length : 0), 0), 0)

/** The most that sending `text` to every column can cost, in picos. */
function ceilingOf(conversation: Conversation, models: readonly PlaygroundModel[], planMaximum: number, text: string): bigint {
  return conversation.columns.reduce((total, slug, column) => {
    const model = models.find((one) => one.slug === slug)
    if (!model) return total
    const messages = [...messagesFor(conversation, column, ''), { role: 'user' as const, content: text }]
    return total + ceilingPicos(model.rate, messages, Math.min(conversation.settings.maxTokens ?? model.maxOutputTokens, planMaximum))
  }, 0n)
}

/** Settings, conversation and code side by side; on narrow screens the first and the last are sheets. */
export function Playground({ models, model, baseUrl, urls, maxOutputTokens, opened, keepsHistory, timeZone, canRun, canKeep, notice }: Props) {
  const t = useTranslations('playground')
  const slugs = models.map(({ slug }) => slug)
  const [start] = useState(() => (opened ? fromSaved(opened.content, slugs, model) : { conversation: startConversation(model), gone: [] }))
  const [gone, setGone] = useState(start.gone)
  const [showsHistory, setShowsHistory] = useState(false)
  const playground = usePlayground({ playground: urls.playground, generation: (id) => urls.generation.replace('{id}', id) }, start.conversation)
  const { conversation, running, stop, change } = playground
  const [shownColumn, setShownColumn] = useState(0)
  const { end, isBehind, catchUp } = useFollow(sizeOf(conversation))
  const isComparing = conversation.columns.length > 1
  const history = useHistory(conversation, running, { place: opened ?? undefined, isOn: keepsHistory })

  async function open(id: string): Promise<void> {
    const found = await openKept(id)
    const kept = fromSaved(found.content, slugs, model)
    history.follow({ id, version: found.version }, kept.conversation)
    setGone(kept.gone)
    change({ type: 'load', conversation: kept.conversation })
    setShowsHistory(false)
  }
  function startAnew(): void {
    setGone([])
    change({ type: 'clear' })
    history.follow(undefined, conversation)
  }

  useEffect(() => {
    if (!running) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.code === 'Escape' && !event.defaultPrevented) stop()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [running, stop])

  const settings = <SettingsPanel conversation={conversation} models={models} change={change} isLocked={running} />
  const code = <CodePanel conversation={conversation} baseUrl={baseUrl} />
  return (
    <div className={clsx('grid grid-cols-1 gap-6 lg:grid-cols-4', !isComparing && 'xl:grid-cols-7')}>
      <section aria-label={t('settings')} className={clsx('hidden self-start lg:sticky lg:top-20 lg:block', !isComparing && 'xl:col-span-2')}>{settings}</section>
      <section aria-label={t('title')} className="flex min-w-0 flex-col gap-4 lg:col-span-3">
        <div className="flex flex-wrap items-center gap-2">
          <Sheet label={t('settings')} side="start" icon={SlidersHorizontal} className="lg:hidden">{settings}</Sheet>
          <Sheet label={t('code')} side="end" icon={Code} className={isComparing ? undefined : 'xl:hidden'}>{code}</Sheet>
          {isComparing ? <ColumnTabs conversation={conversation} models={models} shown={shownColumn} show={setShownColumn} /> : null}
          <div className="ms-auto flex flex-wrap items-center gap-2">
            {conversation.turns.length > 0 ? <SaveNote state={history.state} /> : null}
            {conversation.turns.length > 0 ? <Button size="sm" disabled={running} onClick={startAnew}><Icon icon={MessageSquarePlus} /><span className="sr-only sm:not-sr-only">{t('newConversation')}</span></Button> : null}
            {canKeep ? (
              <Sheet label={t('history.title')} side="end" icon={HistoryIcon} isShort isOpen={showsHistory} onOpenChange={setShowsHistory}>
                <Suspense fallback={<Skeleton className="h-48" />}>
                  <HistoryPanel currentId={history.id} timeZone={timeZone} isLocked={running} onOpen={open} onForget={history.forget} isOn={history.isOn} onSwitch={history.setOn} />
                </Suspense>
              </Sheet>
            ) : null}
          </div>
        </div>
        {gone.length > 0 ? <Notice look="warning">{t('gone', { model: ltr(gone.join(', ')), instead: ltr(model) })}</Notice> : null}
        <Thread playground={playground} models={models} shownColumn={Math.min(shownColumn, conversation.columns.length - 1)} canRun={canRun} />
        <div className="sticky bottom-0 z-10 grid gap-2 bg-bg pb-4">
          {isBehind ? <Button size="sm" className="justify-self-center" onClick={catchUp}><Icon icon={ArrowDown} />{t('newText')}</Button> : null}
          {notice}
          <Composer
            playground={playground} canRun={canRun} currency={models[0]?.rate.currency ?? 'USD'}
            ceiling={(text) => ceilingOf(conversation, models, maxOutputTokens, text)}
          />
        </div>
        <div ref={end} />
        <LiveStatus conversation={conversation} models={models} />
      </section>
      {isComparing ? null : <section aria-label={t('code')} className="hidden self-start xl:sticky xl:top-20 xl:col-span-2 xl:block">{code}</section>}
    </div>
  )
}

type SheetProps = {
  label: string
  side: 'start' | 'end'
  icon: typeof Code
  className?: string | undefined
  children: ReactNode
  /** On phones the icon alone. */
  isShort?: boolean
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
}

function Sheet({ label, side, icon, className, children, isShort = false, isOpen, onOpenChange }: SheetProps) {
  return (
    <Dialog {...(isOpen === undefined ? {} : { open: isOpen })} {...(onOpenChange ? { onOpenChange } : {})}>
      <DialogTrigger asChild><Button size="sm" className={className}><Icon icon={icon} /><span className={clsx(isShort && 'sr-only sm:not-sr-only')}>{label}</span></Button></DialogTrigger>
      <SheetContent title={label} side={side}><div className="p-4">{children}</div></SheetContent>
    </Dialog>
  )
}

/** Whether what is on the screen is kept; the reason when it is not. */
function SaveNote({ state }: { state: SaveState }) {
  const t = useTranslations('playground.history')
  return state === 'idle' ? null : <span role={state === 'copied' ? 'status' : undefined} className={clsx('text-caption', state !== 'copied' && 'hidden sm:inline', ['tooLarge', 'failed', 'copied'].includes(state) ? 'text-warning' : 'text-text-3')}>{t(`state.${state}`)}</span>
}

type TabsProps = { conversation: Conversation; models: readonly PlaygroundModel[]; shown: number; show: (column: number) => void }

/** On a phone the compared answers take turns. */
function ColumnTabs({ conversation, models, shown, show }: TabsProps) {
  const t = useTranslations('playground')
  return (
    <div role="group" aria-label={t('tabs')} className="flex gap-1 md:hidden">
      {conversation.columns.map((slug, column) => (
        <Button key={column} size="sm" look={column === shown ? 'secondary' : 'ghost'} aria-pressed={column === shown} onClick={() => show(column)}>
          <bdi>{column === 0 ? 'A' : 'B'}</bdi> <bdi>{models.find((model) => model.slug === slug)?.name}</bdi>
        </Button>
      ))}
    </div>
  )
}
