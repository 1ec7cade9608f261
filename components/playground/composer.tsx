'use client'
import { ArrowUp, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DirIcon, Icon } from '@/components/ui/dir-icon'
import { Textarea } from '@/components/ui/input'
import { ltr } from '@/lib/i18n/isolate'
import { formatPicos } from '@/lib/kernel/money'
import type { Playground } from './use-playground'

type Props = {
  playground: Playground
  canRun: boolean
  /** The most that running this text can cost, in picos. */
  ceiling: (text: string) => bigint
  currency: string
}

/** Where the message is written. The focus stays here while answers come; Stop takes the place of Run. */
export function Composer({ playground, canRun, ceiling, currency }: Props) {
  const t = useTranslations('playground')
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const { running } = playground
  const isReady = canRun && !running && text.trim() !== ''
  const price = formatPicos(ceiling(text), currency)

  function run(): void {
    if (!isReady) return
    playground.ask(text.trim())
    setText('')
    field.current?.focus()
  }

  return (
    <form
      className="rounded-card border border-border-control bg-surface p-2"
      onSubmit={(event) => { event.preventDefault(); run() }}
      onKeyDown={(event) => {
        if ((event.metaKey || event.ctrlKey) && event.code === 'Enter') { event.preventDefault(); run() }
      }}
    >
      <Textarea
        ref={field} rows={2} value={text} disabled={!canRun} aria-label={t('composer')} placeholder={t('placeholder')}
        aria-keyshortcuts="Control+Enter Meta+Enter" className="field-sizing-content max-h-48 resize-none border-transparent"
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 ps-3">
        <p id="playground-price" className="me-auto text-caption text-text-3">
          {t('runHint', { amount: ltr(price) })}
        </p>
        {running ? (
          <Button onClick={playground.stop} aria-keyshortcuts="Escape"><Icon icon={Square} />{t('stop')} <Kbd>Esc</Kbd></Button>
        ) : (
          <Button type="submit" look="primary" disabled={!isReady} aria-describedby="playground-price">
            <DirIcon icon={ArrowUp} />{t('run')} <Kbd>⌘↵</Kbd>
          </Button>
        )}
      </div>
    </form>
  )
}

const Kbd = ({ children }: { children: string }) => <kbd dir="ltr" className="font-sans text-caption pointer-coarse:hidden">{children}</kbd>
