'use client'
import { useRef, useState, type ReactElement, type ReactNode } from 'react'
import { Button, type ButtonLook } from '@/components/ui/button'
import { useCommon } from '@/components/ui/common-texts'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input, Textarea } from '@/components/ui/input'
import { Field } from './field'
import { Form, type FormAction } from './form'
import { HiddenFields } from './hidden-fields'
import { SubmitButton } from './submit-button'

type Props<T> = {
  /** The button that opens it. */
  trigger: ReactElement
  /** The act as a question: 'Revoke "staging"?' */
  title: ReactNode
  /** What follows from it, a sentence each. */
  consequences?: readonly ReactNode[]
  /** What it costs, when money moves: amount, tax, date. */
  price?: ReactNode
  action: FormAction<T>
  /** Values the verb needs: `{ id }`. */
  values?: Record<string, string | number | bigint | undefined>
  /** Verb + object (+ amount): "Revoke key", "Pay $31.27". */
  confirmLabel: ReactNode
  look?: Extract<ButtonLook, 'primary' | 'danger'>
  /** Asks for the name to be typed; only for what cannot be undone. The verb never sees it. */
  typeToConfirm?: string
  /** Asks staff for a reason, sent as `reason`. */
  reasonLabel?: string
  okToast?: string
  onOk?: (data: T) => void
  /** More fields of the verb. */
  children?: ReactNode
}

/** Asks before an act; stays open and says why when it is refused, closes when it worked. */
export function ConfirmDialog<T>({ trigger, title, look = 'danger', ...rest }: Props<T>) {
  const [isOpen, setOpen] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  return (
    <Dialog open={isOpen} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        title={title}
        onOpenAutoFocus={(event) => {
          if (look !== 'danger' || rest.children || rest.typeToConfirm || rest.reasonLabel) return
          event.preventDefault()
          cancel.current?.focus()
        }}
      >
        <Body {...rest} look={look} cancel={cancel} close={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

type BodyProps<T> = Omit<Props<T>, 'trigger' | 'title'> & { cancel: React.RefObject<HTMLButtonElement | null>; close: () => void }

function Body<T>({ consequences = [], price, action, values = {}, confirmLabel, look, typeToConfirm, reasonLabel, okToast, onOk, children, cancel, close }: BodyProps<T>) {
  const text = useCommon()
  const [typed, setTyped] = useState('')
  const finish = (data: T): void => {
    close()
    onOk?.(data)
  }
  return (
    <Form action={action} onOk={finish} {...(okToast ? { okToast } : {})}>
      <HiddenFields values={values} />
      {consequences.length === 1 ? <p className="text-text-2">{consequences[0]}</p> : null}
      {consequences.length > 1 ? <ul className="grid list-disc gap-1 ps-5 text-text-2">{consequences.map((one, index) => <li key={index}>{one}</li>)}</ul> : null}
      {price ? <div className="rounded-control border bg-sunken p-4">{price}</div> : null}
      {children}
      {reasonLabel ? <Field name="reason" label={reasonLabel}><Textarea rows={2} /></Field> : null}
      {typeToConfirm ? (
        <label className="grid gap-1.5 font-medium">
          <span>{text.confirmName}: <bdi className="font-mono wrap-anywhere">{typeToConfirm}</bdi></span>
          <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
        </label>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose asChild><Button ref={cancel}>{text.cancel}</Button></DialogClose>
        <SubmitButton look={look ?? 'danger'} disabled={typeToConfirm !== undefined && typed !== typeToConfirm}>{confirmLabel}</SubmitButton>
      </div>
    </Form>
  )
}
