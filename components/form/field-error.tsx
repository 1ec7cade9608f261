'use client'
import { useId } from 'react'
import { FieldNote } from './field'
import { useField } from './form-context'

/** What was refused about a value that was not typed here: the form's hidden ones have no field to say it under. */
export function FieldError({ name }: { name: string }) {
  return <FieldNote id={useId()} error={useField(name).error} />
}
