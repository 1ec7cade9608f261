import type { ReactNode } from 'react'

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd dir="ltr" className="inline-flex min-w-5 items-center justify-center rounded-badge border bg-sunken px-1 font-mono text-caption text-text-2">{children}</kbd>
}
