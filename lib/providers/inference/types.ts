import { minutes } from '@/lib/kernel/clock'
import type { Dispatcher } from 'undici'

/**
 * Where a request goes: a server that speaks the OpenAI API. `token` is its secret in the clear, only ever in memory. `through`: the
 * connections to use instead of the common ones (a private instance has its own). `isAskedOnce`: what it may have begun is never sent to it again.
 */
export type InferenceTarget = { baseUrl: string; token: string | null; timeoutMs: number; isTrusted: boolean; through?: Dispatcher; isAskedOnce?: boolean }

export type InferenceAnswer = {
  status: number
  contentType: string
  /** How long the server asks to be left alone; null when it does not. */
  retryAfterSeconds: number | null
  /** The body as it arrives; reading slower slows the server down. */
  body: AsyncIterable<Buffer>
  /** The body, where all of it is here already and nobody began to read it. */
  arrived: () => Buffer | undefined
  /** Ends the connection without reading on. */
  cancel: () => void
}

/** Why a server gave no answer at all. */
export class InferenceFailure extends Error {
  constructor(readonly kind: 'unreachable' | 'timeout' | 'refused_address', cause: unknown) {
    super(`inference server: ${kind}`, { cause })
    this.name = 'InferenceFailure'
  }
}

/** How long an answer may take from its first word on, whole or streamed; well within the life of its hold, so that it is always settled. */
export const longestAnswerMs = minutes(10)
