import type { DomainError } from '@/lib/kernel/error'
import type { InferenceAnswer } from '@/lib/providers/inference/types'
import type { Attempt } from './keep-attempts'

/** An answer that began well, and how often somebody was asked for it. */
export type Forwarded = { answer: InferenceAnswer; upstreamId: string; attempts: number; tries: readonly Attempt[] }

/** A refusal or failure of the server, with how often it was tried. */
export class ForwardError extends Error {
  constructor(readonly error: DomainError, readonly upstreamId: string | null, readonly attempts: number, readonly tries: readonly Attempt[] = []) {
    super(error.message, { cause: error })
  }
}

/** Below a server's base URL. */
export const upstreamPaths = { chat: '/chat/completions', completions: '/completions', embeddings: '/embeddings' } as const
