'use client'
import * as Radix from 'radix-ui/tooltip'
import type { ReactElement, ReactNode } from 'react'

/** More about something, on hover and focus: never the only place of a fact. The child must take focus. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content sideOffset={6} collisionPadding={8} className="z-50 max-w-72 animate-fade-in rounded-control border bg-raised px-2.5 py-1.5 text-caption shadow-menu">{text}</Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
