'use client'
import { clsx } from 'clsx'
import { useId, useRef, useState } from 'react'
import { CopyButton } from './copy-button'

export type CodeTab = { name: string; code: string }

/** The same call in several languages, left to right in both directions of reading, with Copy. Arrow keys change the tab. */
export function CodeTabs({ tabs, label }: { tabs: readonly CodeTab[]; label: string }) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = (current + step + tabs.length) % tabs.length
    setCurrent(next)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div dir="ltr" className="min-w-0 overflow-hidden rounded-card border bg-sunken">
      <div className="flex items-center justify-between gap-2 border-b bg-surface pe-2">
        <div ref={list} role="tablist" aria-label={label} onKeyDown={onKeyDown} className="flex overflow-x-auto p-1">
          {tabs.map((tab, index) => (
            <button
              key={tab.name} type="button" role="tab" id={`${id}-${index}`} aria-selected={index === current} aria-controls={`${id}-${index}-panel`} tabIndex={index === current ? 0 : -1}
              onClick={() => setCurrent(index)}
              className={clsx('rounded-badge px-2.5 py-1.5 text-h3 font-medium whitespace-nowrap -outline-offset-2', index === current ? 'bg-neutral-tint text-text' : 'text-text-2 hover:text-text')}
            >
              {tab.name}
            </button>
          ))}
        </div>
        <CopyButton value={tabs[current]?.code ?? ''} isIcon />
      </div>
      {tabs.map((tab, index) => (
        <div key={tab.name} role="tabpanel" id={`${id}-${index}-panel`} aria-labelledby={`${id}-${index}`} hidden={index !== current}>
          <CodeBlock code={tab.code} />
        </div>
      ))}
    </div>
  )
}

/** Code alone, scrolling sideways inside its own box. */
export function CodeBlock({ code, label }: { code: string; label?: string }) {
  return (
    <pre dir="ltr" tabIndex={0} {...(label ? { 'aria-label': label, role: 'region' } : {})} className="overflow-x-auto p-4 font-mono text-mono -outline-offset-2"><code lang="en">{code}</code></pre>
  )
}
