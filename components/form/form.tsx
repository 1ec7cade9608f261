'use client'
import { clsx } from 'clsx'
import { startTransition, useActionState, useEffect, useId, useRef, type ReactNode, type SubmitEvent } from 'react'
import { Notice } from '@/components/ui/banner'
import { useCommon } from '@/components/ui/common-texts'
import { useToast } from '@/components/ui/toast'
import { idle, type ActionState } from '@/lib/http/action-state'
import { FormContext } from './form-context'

export type FormAction<T> = (previous: ActionState<T>, form: FormData) => Promise<ActionState<T>>

type Props<T> = {
  action: FormAction<T>
  children: ReactNode
  className?: string
  /** Its parts are a card's, which pad themselves: header, body, footer. */
  isInCard?: boolean
  /** Shown as a toast when it worked. */
  okToast?: string
  /** Client parents only: what to do with the result. */
  onOk?: (data: T) => void
  /** Empties the fields when it worked (adding one thing after another). */
  resetsOnOk?: boolean
  /** Names the form where no heading does. */
  label?: string
  /** Hides the sentence above the fields: the parent shows it elsewhere. */
  hidesError?: boolean
}

/**
 * A form bound to a server action of lib/http/action: `<Form action={createKeyAction}><Field name="name" label={…}><Input …/></Field>
 * <SubmitButton>{…}</SubmitButton></Form>`. Works before any script runs; with script, what was typed stays, the first
 * refused field takes the focus, and ⌘↵ / Ctrl ↵ sends.
 */
export function Form<T>({ action, children, className, isInCard = false, okToast, onOk, resetsOnOk = false, label, hidesError = false }: Props<T>) {
  const [state, send, isPending] = useActionState(action as FormAction<unknown>, idle as ActionState)
  const form = useRef<HTMLFormElement>(null)
  const formId = useId()
  useOutcome(state, form, { okToast, onOk: onOk as ((data: unknown) => void) | undefined, resetsOnOk })

  // React would empty the form after the action, refused or not. Sent by hand, what was typed stays.
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget, event.nativeEvent.submitter)
    startTransition(() => send(data))
  }
  return (
    <FormContext value={{ state, isPending, formId }}>
      <form
        ref={form} action={send} onSubmit={submit} noValidate aria-label={label} className={clsx('grid', !isInCard && 'gap-5', className)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) form.current?.requestSubmit()
        }}
      >
        {hidesError ? null : isInCard && state.status === 'error' ? <div className="px-4 pt-4 sm:px-5 sm:pt-5"><FormError state={state} /></div> : <FormError state={state} />}
        {children}
      </form>
    </FormContext>
  )
}

type Outcome = { okToast: string | undefined; onOk: ((data: unknown) => void) | undefined; resetsOnOk: boolean }

function useOutcome(state: ActionState, form: React.RefObject<HTMLFormElement | null>, outcome: Outcome): void {
  const toast = useToast()
  const latest = useRef(outcome)
  useEffect(() => {
    latest.current = outcome
  })
  useEffect(() => {
    if (state.status === 'error') focusFirst(form.current, state.fields ?? {})
    if (state.status !== 'ok') return
    const { okToast, onOk, resetsOnOk } = latest.current
    if (okToast) toast(okToast)
    if (resetsOnOk) form.current?.reset()
    onOk?.(state.data)
  }, [state, form, toast])
}

function focusFirst(form: HTMLFormElement | null, fields: Record<string, string>): void {
  const controls = [...(form?.elements ?? [])].filter((one): one is HTMLInputElement => 'name' in one && 'focus' in one)
  const refused = controls.find((one) => fields[one.name] !== undefined && one.type !== 'hidden')
  // What is folded away cannot take the focus.
  for (let fold = refused?.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true
  refused?.focus()
}

/** The sentence above the fields. The reference stands beside faults of ours only. */
export function FormError({ state }: { state: ActionState }) {
  const text = useCommon()
  if (state.status !== 'error') return null
  const isOurs = ['internal', 'unavailable', 'not_configured', 'upstream_failed'].includes(state.code)
  const repeatsReference = state.requestId !== undefined && state.message.includes(state.requestId)
  return (
    <Notice look="danger">
      {state.message}
      {isOurs && state.requestId && !repeatsReference ? <> {text.reference}: <bdi dir="ltr" className="font-mono text-mono">{state.requestId}</bdi></> : null}
    </Notice>
  )
}
