'use client'
import { clsx } from 'clsx'
import { ArrowDown, Download, Pause, Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Input } from '@/components/ui/input'
import { readLine, type LogEntry, type ReadLine } from './log-line'
import { useLog, type LogState } from './use-log'

type Props = {
  /** The address that streams lines, with `follow=1`. */
  url: string
  downloadUrl: string
  timeZone: string
}

type Line = LogEntry & ReadLine

/** What is the server writing right now? Left to right in every language; goes along at the end, waits where somebody reads. */
export function LogViewer({ url, downloadUrl, timeZone }: Props) {
  const t = useTranslations('instances.logs')
  const [isLive, setLive] = useState(true)
  const [search, setSearch] = useState('')
  const [onlyProblems, setOnlyProblems] = useState(false)
  const { lines, state } = useLog(url, isLive)
  const read = useMemo(() => lines.map((line): Line => ({ ...line, ...readLine(line) })), [lines])
  const wanted = search.trim().toLowerCase()
  const shown = read.filter((line) => (!onlyProblems || line.level !== 'info') && (wanted === '' || line.words.toLowerCase().includes(wanted)))
  const last = lines.at(-1)?.offset
  const { box, unread, toEnd, onScroll } = useEnd(last, lines)
  return (
    <section aria-label={t('title')} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Input type="search" dir="ltr" value={search} onChange={(event) => setSearch(event.target.value)} aria-label={t('search')} placeholder={t('search')} className="sm:w-72" />
        <label className="flex min-h-9 items-center gap-2 text-text-2"><input type="checkbox" className="size-4 accent-accent" checked={onlyProblems} onChange={(event) => setOnlyProblems(event.target.checked)} />{t('onlyProblems')}</label>
        <div className="ms-auto flex flex-wrap items-center gap-2">
          <LiveState state={isLive ? state : 'paused'} />
          <Button size="sm" onClick={() => setLive(!isLive)}><Icon icon={isLive ? Pause : Play} />{isLive ? t('pause') : t('resume')}</Button>
          <Button size="sm" asChild><a href={downloadUrl} download><Icon icon={Download} />{t('download')}</a></Button>
        </div>
      </div>
      {state === 'refused' && isLive ? <Notice look="warning">{t('refused')}</Notice> : null}
      <div className="relative min-w-0">
        <div
          ref={box} role="log" aria-live="off" aria-label={t('title')} tabIndex={0} dir="ltr" onScroll={onScroll}
          className="h-96 overflow-auto rounded-card border bg-sunken p-3 font-mono text-mono -outline-offset-2"
        >
          {shown.map((line) => <Row key={line.offset} line={line} timeZone={timeZone} levelWord={line.level === 'info' ? '' : t(`level.${line.level}`)} />)}
          {shown.length === 0 ? <p className="grid h-full place-items-center text-text-2"><bdi>{t(lines.length === 0 ? (state === 'connecting' ? 'connecting' : 'empty') : 'noMatch')}</bdi></p> : null}
        </div>
        {unread > 0 ? <div className="absolute inset-x-0 bottom-3 grid justify-items-center"><Button size="sm" onClick={toEnd}><Icon icon={ArrowDown} />{t('newLines', { count: unread })}</Button></div> : null}
      </div>
      <p className="text-caption text-text-3">{t('kept')}</p>
    </section>
  )
}

/** The end of the box, kept in view as long as the reader is there; otherwise how many lines came since. */
function useEnd(last: string | undefined, lines: readonly LogEntry[]) {
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [seenUntil, setSeenUntil] = useState<string | undefined>(undefined)
  const [isBehind, setBehind] = useState(false)
  useEffect(() => {
    if (isAtEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [last])
  const onScroll = (): void => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {}
    const isNow = scrollHeight - scrollTop - clientHeight < 24
    if (isAtEnd.current && !isNow) setSeenUntil(last)
    isAtEnd.current = isNow
    setBehind(!isNow)
  }
  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }
  const seenAt = lines.findIndex(({ offset }) => offset === seenUntil)
  return { box, onScroll, toEnd, unread: isBehind ? lines.length - 1 - seenAt : 0 }
}

function LiveState({ state }: { state: LogState }) {
  const t = useTranslations('instances.logs.state')
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-text-2">
      <span aria-hidden="true" className={clsx('size-2 rounded-badge', state === 'live' ? 'bg-success-solid' : state === 'reconnecting' || state === 'refused' ? 'bg-warning-solid' : 'bg-border-control')} />
      {t(state)}
    </span>
  )
}

function Row({ line, timeZone, levelWord }: { line: Line; timeZone: string; levelWord: string }) {
  const time = line.at ? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(line.at)) : ''
  return (
    <div className={clsx('flex gap-3 rounded-badge px-1 rests-unseen', line.level === 'error' && 'bg-danger-tint text-danger', line.level === 'warning' && 'bg-warning-tint text-warning')}>
      {time ? <time dateTime={line.at ?? ''} title={line.at ?? ''} className={clsx('shrink-0', line.level === 'info' && 'text-text-3')}>{time}</time> : null}
      {levelWord ? <span className="shrink-0 font-medium">{line.level === 'error' ? '■' : '▲'} <bdi>{levelWord}</bdi></span> : null}
      <span className="min-w-0 break-words whitespace-pre-wrap" lang="en">{line.words}</span>
    </div>
  )
}
