'use client'
import { createContext, use } from 'react'
import { idle, type ActionState } from '@/lib/http/action-state'

type FormFacts = { state: ActionState; isPending: boolean; formId: string }

export const FormContext = createContext<FormFacts>({ state: idle, isPending: false, formId: '' })
export const useForm = (): FormFacts => use(FormContext)

/** What a field needs of its form: the error of its name, and what was typed before the answer. */
export function useField(name: string): { error: string | undefined; typed: string | undefined; hasAnswer: boolean } {
  const { state } = useForm()
  if (state.status === 'idle') return { error: undefined, typed: undefined, hasAnswer: false }
  return { error: state.status === 'error' ? state.fields?.[name] : undefined, typed: state.values?.[name], hasAnswer: state.values !== undefined }
}
