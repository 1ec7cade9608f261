'use client'
import { Toast as Radix } from 'radix-ui'
import { createContext, use, useState, type ReactNode } from 'react'

type Message = { id: number; text: string }
const Context = createContext<(text: string) => void>(() => undefined)

/** `toast('Copied')`: confirms what is already visible. Errors and money never live only here. */
export const useToast = (): ((text: string) => void) => use(Context)

export function Toaster({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<Message[]>([])
  const add = (text: string): void => setMessages((all) => [...all.slice(-2), { id: (all.at(-1)?.id ?? 0) + 1, text }])
  const drop = (id: number): void => setMessages((all) => all.filter((one) => one.id !== id))
  return (
    <Context value={add}>
      <Radix.Provider duration={6000}>
        {children}
        {messages.map(({ id, text }) => (
          <Radix.Root key={id} onOpenChange={(open) => !open && drop(id)} className="animate-rise-in rounded-card border bg-raised px-4 py-3 shadow-menu">
            <Radix.Description>{text}</Radix.Description>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed end-4 bottom-4 z-50 flex w-80 max-w-full flex-col gap-2" />
      </Radix.Provider>
    </Context>
  )
}
