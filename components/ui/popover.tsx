'use client'
import { clsx } from 'clsx'
import * as Radix from 'radix-ui/popover'
import type { ComponentProps } from 'react'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverClose = Radix.Close

/** A small panel beside its button, for more than a menu holds. */
export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content align="end" sideOffset={6} collisionPadding={8} className={clsx('z-50 w-72 max-w-full animate-fade-in rounded-card border bg-raised p-4 shadow-menu', className)} {...rest} />
    </Radix.Portal>
  )
}
