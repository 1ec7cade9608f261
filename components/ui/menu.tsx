'use client'
import { clsx } from 'clsx'
import * as Radix from 'radix-ui/dropdown-menu'
import type { ComponentProps } from 'react'

export const Menu = Radix.Root
export const MenuTrigger = Radix.Trigger

export function MenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content align="end" sideOffset={6} collisionPadding={8} className={clsx('z-50 min-w-48 animate-fade-in rounded-card border bg-raised p-1 shadow-menu', className)} {...rest} />
    </Radix.Portal>
  )
}

export function MenuItem({ className, isDanger = false, ...rest }: ComponentProps<typeof Radix.Item> & { isDanger?: boolean }) {
  return (
    <Radix.Item
      className={clsx('flex min-h-9 items-center gap-2 rounded-control px-2.5 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11', isDanger && 'text-danger', className)}
      {...rest}
    />
  )
}

export function MenuLabel({ className, ...rest }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={clsx('px-2.5 py-1.5 text-caption text-text-3', className)} {...rest} />
}

export const MenuSeparator = () => <Radix.Separator className="my-1 h-px bg-border" />
