'use client'
import { clsx } from 'clsx'
import { Children, cloneElement, useId, type ReactElement, type ReactNode } from 'react'
import { useCommon } from '@/components/ui/common-texts'
import { Label } from '@/components/ui/label'
import { useField } from './form-context'

type ControlProps = {
  id?: string; name?: string; defaultValue?: string | number | undefined; 'aria-describedby'?: string | undefined; 'aria-invalid'?: true | undefined
  required?: boolean | undefined
}
type Props = {
  name: string
  label: ReactNode
  hint?: ReactNode
  isOptional?: boolean
  className?: string
  /** The control, without name, id or description: `<Input type="email" autoComplete="email" />`. */
  children: ReactElement<ControlProps>
}

/** Label above, control, hint below; the error takes the hint's place. Keeps what was typed after an error. */
export function Field({ name, label, hint, isOptional = false, className, children }: Props) {
  const id = useId()
  const text = useCommon()
  const { error, typed } = useField(name)
  const noteId = `${id}-note`
  // A long control made on the server arrives as a promise of an element; toArray opens it.
  const child = Children.toArray(children)[0] as ReactElement<ControlProps>
  const given = child.props
  const control = cloneElement(child, {
    id, name,
    ...(typed === undefined ? {} : { defaultValue: typed }),
    'aria-describedby': error || hint ? noteId : given['aria-describedby'],
    'aria-invalid': error ? true : undefined,
    // A select ignores a new default value; a new key makes it take it.
    ...(typed === undefined ? {} : { key: `typed-${typed}` }),
  })
  return (
    <div className={clsx('grid gap-1.5', className)}>
      <Label htmlFor={id}>
        {label}{isOptional ? <span className="font-normal text-text-3"> ({text.optional})</span> : null}
      </Label>
      {control}
      <FieldNote id={noteId} error={error} hint={hint} />
    </div>
  )
}

/** The line under a control. */
export function FieldNote({ id, error, hint }: { id: string; error: string | undefined; hint?: ReactNode }) {
  if (error) return <p id={id} className="text-caption font-medium text-danger">{error}</p>
  return hint ? <p id={id} className="text-caption text-text-3">{hint}</p> : null
}
