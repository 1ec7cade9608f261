'use client'
import { useTranslations } from 'next-intl'
import { useMemo, type ReactNode } from 'react'
import { blocksOf, spansOf, turnsOf, type Span } from './message-blocks'

const code = (text: string): ReactNode => turnsOf(text).map((part, at) => (at % 2 === 0 ? part : <bdi key={at}>{part}</bdi>))

/** Code and commands read from left to right also in the middle of an Arabic sentence. */
function shown({ kind, text }: Span, at: number): ReactNode {
  if (kind === 'code') return <code key={at} dir="ltr" className="rounded-cell bg-sunken px-1 font-mono text-mono">{code(text)}</code>
  return kind === 'strong' ? <strong key={at}>{text}</strong> : text
}

/** What somebody or a model said. Each paragraph runs in its own language's direction, code always from left to right. */
export function MessageText({ text, children }: { text: string; children?: ReactNode }) {
  const t = useTranslations('playground')
  const blocks = useMemo(() => blocksOf(text), [text])
  return (
    <div className="mt-1 grid gap-3 text-prose">
      {blocks.map((block, at) => block.kind === 'code' ? (
        <pre key={at} dir="ltr" tabIndex={0} aria-label={t('code')} className="min-w-0 overflow-x-auto rounded-control border bg-sunken p-3 text-start font-mono text-mono"><code>{code(block.text)}</code></pre>
      ) : (
        <div key={at} dir="auto" className="min-w-0 text-start break-words whitespace-pre-wrap [unicode-bidi:plaintext]">
          {spansOf(block.text).map(shown)}
          {at === blocks.length - 1 ? children : null}
        </div>
      ))}
    </div>
  )
}
