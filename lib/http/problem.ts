import { z } from 'zod'
import { DomainError, type ErrorCode } from '@/lib/kernel/error'
import { errorTable } from '@/lib/kernel/error'
import { messagesFor } from '@/lib/i18n/translator'
import type { Locale } from '@/lib/i18n/locale'
import { log } from '@/lib/log'
import { toSnake, toWire } from './wire'

/** The error body of the management API, in the shape OpenAI clients already parse. */
export const ProblemView = z.object({
  error: z.object({
    code: z.string().meta({ description: 'Stable, for programs.' }),
    type: z.string(),
    message: z.string().meta({ description: 'For people, in the language asked for.' }),
    param: z.string().nullable(),
    fields: z.record(z.string(), z.string()).optional().meta({ description: 'One message a field, when input was refused.' }),
    preview: z.unknown().optional().meta({ description: 'With stale_preview: what to confirm instead.' }),
    request_id: z.string(),
  }),
})
export type ProblemBody = z.infer<typeof ProblemView>

/** What was thrown as a DomainError: unknown errors become `internal`, logged here and never shown. */
export function asDomainError(error: unknown, requestId: string): DomainError {
  if (error instanceof DomainError) return error
  log.error({ requestId, err: error }, 'unexpected error')
  return new DomainError('internal', { cause: error })
}

/** Where more is known than the code says: which scope a key lacks, which limit of the plan is reached. */
function sentenceOf(code: ErrorCode, params: DomainError['params']): string {
  if (code === 'forbidden' && params.scope !== undefined) return 'gateway.key.scope'
  return code === 'limit_exceeded' && params.of === 'keys' ? 'errors.keysUsedUp' : `errors.${code}`
}

/** The public sentence for an error code, with its values. */
export function errorMessage(locale: Locale, code: ErrorCode, params: DomainError['params'], requestId: string): string {
  return messagesFor(locale)(sentenceOf(code, params), { ...stringParams(params), ...reasonsIn(locale, code, params), requestId })
}

/** Checks that were not passed travel as codes; people read what each means. */
function reasonsIn(locale: Locale, code: ErrorCode, { reasons }: DomainError['params']): { reasons?: string } {
  const t = messagesFor(locale)
  return code === 'compliance_failed' && typeof reasons === 'string' ? { reasons: reasons.split(', ').map((reason) => t(`licensing.reasons.${reason}`)).join(' ') } : {}
}

/** One translated sentence for each refused field. */
export function fieldMessages(locale: Locale, fields: NonNullable<DomainError['fields']>): Record<string, string> {
  const t = messagesFor(locale)
  return Object.fromEntries(Object.entries(fields).map(([path, problem]) => [path, t(`errors.fields.${problem.code}`, stringParams(problem.params ?? {}))]))
}

const stringParams = (params: DomainError['params']): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, typeof value === 'bigint' ? value.toString() : value]))

export function problemBody(error: DomainError, locale: Locale, requestId: string): ProblemBody {
  const fields = error.fields && Object.fromEntries(Object.entries(fieldMessages(locale, error.fields)).map(([path, text]) => [toSnake(path), text]))
  return {
    error: {
      code: error.code,
      type: errorTable[error.code].type,
      message: errorMessage(locale, error.code, error.params, requestId),
      param: error.field ? toSnake(error.field) : null,
      ...(fields ? { fields } : {}),
      ...(error.preview === undefined ? {} : { preview: toWire(error.preview) }),
      request_id: requestId,
    },
  }
}

/** The HTTP answer for anything that was thrown. */
export function problemResponse(thrown: unknown, locale: Locale, requestId: string): Response {
  const error = asDomainError(thrown, requestId)
  const headers = new Headers({ ...apiHeaders, 'x-request-id': requestId })
  if (error.retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.ceil(error.retryAfterSeconds)))
  return Response.json(problemBody(error, locale, requestId), { status: error.status, headers })
}

/** On every JSON answer: nothing may frame, cache, sniff or embed it. */
export const apiHeaders: Record<string, string> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
}
