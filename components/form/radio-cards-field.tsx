'use client'
import { useId, type ReactNode } from 'react'
import { RadioCards, type RadioChoice } from '@/components/ui/radio-cards'
import { FieldNote } from './field'
import { useField } from './form-context'

type Props = { name: string; legend: ReactNode; choices: RadioChoice[]; value?: string; hint?: ReactNode }

/** A choice of a few, each a card with a title and a line; the browser's own radio buttons underneath. */
export function RadioCardsField({ name, legend, choices, value, hint }: Props) {
  const id = useId()
  const { error, typed } = useField(name)
  const chosen = typed ?? value
  return (
    <fieldset className="grid gap-1.5" aria-describedby={error || hint ? `${id}-note` : undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <RadioCards key={chosen} name={name} choices={choices} {...(chosen === undefined ? {} : { value: chosen })} />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </fieldset>
  )
}
