'use client'
import { X } from 'lucide-react'
import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { useCommon } from './common-texts'
import { Icon } from './dir-icon'

type Message = { id: number; text: string }
const Context = createContext<(text: string) => void>(() => undefined)
const lifeMs = 6000

/** `const toast = useToast(); toast('Copied')`: confirms what is already visible. Errors and money never live only here. */
export const useToast = (): ((text: string) => void) => use(Context)

/** Holds the toasts of the page: the last three, six seconds each, waiting while one is looked at. */
export function Toaster({ children }: { children: ReactNode }) {
  const text = useCommon()
  const [messages, setMessages] = useState<Message[]>([])
  const next = useRef(0)
  const add = useCallback((message: string) => {
    next.current += 1
    setMessages((all) => [...all.slice(-2), { id: next.current, text: message }])
  }, [])
  const drop = useCallback((id: number) => setMessages((all) => all.filter((one) => one.id !== id)), [])
  return (
    <Context value={add}>
      {children}
      <section aria-label={text.notifications} aria-live="polite" className="fixed end-4 bottom-4 z-50 grid w-80 max-w-full gap-2 empty:hidden">
        {messages.map((message) => <Toast key={message.id} message={message} onEnd={drop} label={text.dismiss} />)}
      </section>
    </Context>
  )
}

function Toast({ message, onEnd, label }: { message: Message; onEnd: (id: number) => void; label: string }) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => onEnd(message.id), lifeMs)
    return () => clearTimeout(timer)
  }, [isHeld, message.id, onEnd])
  return (
    <div
      onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}
      className="flex animate-rise-in items-start justify-between gap-3 rounded-card border bg-raised py-3 ps-4 pe-2 shadow-menu"
    >
      <p>{message.text}</p>
      <button type="button" aria-label={label} onClick={() => onEnd(message.id)} className="grid size-6 shrink-0 place-items-center rounded-control text-text-2 hover:bg-sunken">
        <Icon icon={X} />
      </button>
    </div>
  )
}
