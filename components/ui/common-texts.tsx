'use client'
import { createContext, use, type ReactNode } from 'react'
import type en from '@/messages/en.json'

export type CommonTexts = (typeof en)['common']
const Context = createContext<CommonTexts | undefined>(undefined)

/** The `common` texts for every client part below: flat sentences without values, so no formatter travels with them. */
export function CommonTextsProvider({ texts, children }: { texts: CommonTexts; children: ReactNode }) {
  return <Context value={texts}>{children}</Context>
}

/** `const text = useCommon(); text.copy`. Texts with values or of one domain come as props or through Messages. */
export function useCommon(): CommonTexts {
  const texts = use(Context)
  if (!texts) throw new Error('useCommon outside the root layout')
  return texts
}
