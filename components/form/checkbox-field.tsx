'use client'
import { useId, type ReactNode } from 'react'
import { Checkbox, Switch } from '@/components/ui/checkbox'
import { useField } from './form-context'
import { FieldNote } from './field'

type Props = {
  name: string
  label: ReactNode
  hint?: ReactNode
  value?: string
  isChecked?: boolean
  /** `switch` for what acts as a setting, `checkbox` for consent and choices. */
  look?: 'checkbox' | 'switch'
  /** Sends `name.present` too, so that unticked is told apart from absent. Off for lists of the same name. */
  tellsAbsence?: boolean
}

/** One yes or no beside its label. */
export function CheckboxField({ name, label, hint, value = 'true', isChecked = false, look = 'checkbox', tellsAbsence = true }: Props) {
  const id = useId()
  const { error, typed, hasAnswer } = useField(name)
  const Control = look === 'switch' ? Switch : Checkbox
  const isOn = hasAnswer && tellsAbsence ? typed !== undefined : isChecked
  return (
    <div className="grid gap-1">
      {tellsAbsence ? <input type="hidden" name={`${name}.present`} value="1" /> : null}
      <div className="flex items-start gap-2.5">
        <Control
          key={String(isOn)} id={id} name={name} value={value} defaultChecked={isOn}
          aria-describedby={error || hint ? `${id}-note` : undefined} aria-invalid={error ? true : undefined}
        />
        <label htmlFor={id} className="min-w-0">{label}</label>
      </div>
      <div className="ps-6.5"><FieldNote id={`${id}-note`} error={error} hint={hint} /></div>
    </div>
  )
}
