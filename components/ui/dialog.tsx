'use client'
import { clsx } from 'clsx'
import * as Radix from 'radix-ui/dialog'
import type { ComponentProps, ReactNode } from 'react'

export const Dialog = Radix.Root
export const DialogTrigger = Radix.Trigger
export const DialogClose = Radix.Close

type Props = Omit<ComponentProps<typeof Radix.Content>, 'title'> & { title: ReactNode; hint?: ReactNode; children: ReactNode; size?: 'dialog' | 'form' }

/** A dialog with its title; returns the focus where it came from. On phones it takes the width. */
export function DialogContent({ title, hint, children, size = 'dialog', className, ...rest }: Props) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
      <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
        <Radix.Content
          {...(hint ? {} : { 'aria-describedby': undefined })} {...rest}
          className={clsx('pointer-events-auto w-full animate-rise-in rounded-dialog border bg-raised p-5 shadow-dialog sm:p-6', size === 'form' ? 'max-w-form' : 'max-w-dialog', className)}
        >
          <Radix.Title className="text-h1 font-semibold wrap-anywhere">{title}</Radix.Title>
          {hint ? <Radix.Description className="mt-1.5 text-text-2">{hint}</Radix.Description> : null}
          <div className="mt-5">{children}</div>
        </Radix.Content>
      </div>
    </Radix.Portal>
  )
}

/** A sheet from the start or the end edge; the phone's navigation and details. */
export function SheetContent({ title, side = 'start', children, className }: { title: string; side?: 'start' | 'end'; children: ReactNode; className?: string }) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
      <Radix.Content aria-describedby={undefined} className={clsx('fixed inset-y-0 z-50 w-72 max-w-full animate-fade-in overflow-y-auto border-border bg-bg', side === 'start' ? 'start-0 border-e' : 'end-0 border-s', className)}>
        <Radix.Title className="sr-only">{title}</Radix.Title>
        {children}
      </Radix.Content>
    </Radix.Portal>
  )
}
