'use client'
import { useState, type ReactElement, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { useCommon } from '@/components/ui/common-texts'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Form, type FormAction } from './form'
import { SubmitButton } from './submit-button'

type Props<T> = {
  trigger: ReactElement
  title: ReactNode
  hint?: ReactNode
  action: FormAction<T>
  submitLabel: ReactNode
  okToast?: string
  /** Called with the result before the dialog closes; return true to keep it open (a secret takes its place). */
  onOk?: (data: T) => boolean | void
  /** Fields. */
  children: ReactNode
}

/** A short form in a dialog: fields as children, Cancel and the act at its foot; closes when it worked. */
export function FormDialog<T>({ trigger, title, hint, action, submitLabel, okToast, onOk, children }: Props<T>) {
  const text = useCommon()
  const [isOpen, setOpen] = useState(false)
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent title={title} hint={hint}>
        <Form action={action} onOk={(data) => { if (onOk?.(data) !== true) setOpen(false) }} {...(okToast ? { okToast } : {})}>
          {children}
          <div className="flex flex-wrap justify-end gap-2">
            <DialogClose asChild><Button>{text.cancel}</Button></DialogClose>
            <SubmitButton>{submitLabel}</SubmitButton>
          </div>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
