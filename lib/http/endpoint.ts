import type { z } from 'zod'
import type { Verb } from '@/lib/domain/command'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

type Common = {
  method: Method
  /** As OpenAPI writes it: `/api/keys/{id}`. Path parameters are merged into the verb's input by name. */
  path: `/api/${string}`
  tag: string
  summary: string
  description?: string
}

/** A route that is a verb: parsed, authorised and answered by it. */
export type VerbEndpoint<S extends z.ZodType = z.ZodType, Out = unknown> = Common & {
  kind: 'verb'
  verb: Verb<ClientCtx, S, Out> | Verb<PlatformCtx, S, Out>
  /** What the answer looks like; a list answers `{ data: [...], next_cursor }`. */
  response: z.ZodType
  isPage: boolean
  status: number
  /** Inputs of which a repeat would act twice: they need an `Idempotency-Key`, or the hash of the preview they confirm. */
  needsProof?: (input: Record<string, unknown>) => boolean
}

/** A route with an answer of its own (a PDF, a stream, a provider's webhook): documented here, written in its route file. */
export type HandWrittenEndpoint = Common & {
  kind: 'handWritten'
  request?: z.ZodType
  query?: z.ZodType
  response?: z.ZodType
  contentType: string
  status: number
  security: 'session' | 'key' | 'sessionOrKey' | 'none'
  /** Bodies that speak another API's language (OpenAI's) keep their keys as they are. */
  keepKeys?: boolean
}

export type Endpoint = VerbEndpoint | HandWrittenEndpoint

type VerbOptions = Common & Pick<VerbEndpoint, 'needsProof'> & { response: z.ZodType; status?: number }

/** Declares a route once; the route file and the OpenAPI document are both made of it. */
export function endpoint<S extends z.ZodType, Out>(
  verb: Verb<ClientCtx, S, Out> | Verb<PlatformCtx, S, Out>, options: VerbOptions,
): VerbEndpoint {
  // The input's type ends here: what arrives over HTTP is unknown until the verb's own schema has parsed it.
  return { status: 200, ...options, kind: 'verb', verb: verb as unknown as VerbEndpoint['verb'], isPage: false }
}

/** A route that lists: `response` is one row. */
export function pageEndpoint<S extends z.ZodType, Out>(
  verb: Verb<ClientCtx, S, Out> | Verb<PlatformCtx, S, Out>, options: VerbOptions,
): VerbEndpoint {
  return { ...endpoint(verb, options), isPage: true }
}

export function handWritten(options: Omit<HandWrittenEndpoint, 'kind' | 'status' | 'contentType'> & { status?: number; contentType?: string }): HandWrittenEndpoint {
  return { status: 200, contentType: 'application/json', ...options, kind: 'handWritten' }
}
