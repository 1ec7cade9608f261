'use client'
import * as RadixDirection from 'radix-ui/direction'
import type { ReactNode } from 'react'

/** Tells Radix which way menus open and arrow keys move. */
export function Direction({ dir, children }: { dir: 'ltr' | 'rtl'; children: ReactNode }) {
  return <RadixDirection.Provider dir={dir}>{children}</RadixDirection.Provider>
}
