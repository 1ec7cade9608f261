import type { Rate } from '@/lib/kernel/rate'

/** A chat model as the playground needs it; `description` is in the page's language. */
export type PlaygroundModel = {
  slug: string
  name: string
  description: string
  isDemo: boolean
  contextTokens: number
  maxOutputTokens: number
  rate: Rate
}
