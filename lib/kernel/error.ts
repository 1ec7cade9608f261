/** Code → HTTP status and OpenAI-style error type: the one table every edge reads. */
export const errorTable = {
  unauthenticated: { status: 401, type: 'authentication_error' },
  key_expired: { status: 401, type: 'authentication_error' },
  two_factor_required: { status: 401, type: 'authentication_error' },
  invalid_credentials: { status: 401, type: 'authentication_error' },
  insufficient_funds: { status: 402, type: 'insufficient_quota' },
  spend_cap_reached: { status: 402, type: 'insufficient_quota' },
  forbidden: { status: 403, type: 'permission_error' },
  limit_exceeded: { status: 403, type: 'permission_error' },
  subscription_inactive: { status: 403, type: 'permission_error' },
  ip_not_allowed: { status: 403, type: 'permission_error' },
  model_not_allowed: { status: 403, type: 'permission_error' },
  client_suspended: { status: 403, type: 'permission_error' },
  email_unverified: { status: 403, type: 'permission_error' },
  compliance_failed: { status: 403, type: 'permission_error' },
  cross_origin: { status: 403, type: 'permission_error' },
  instance_suspended: { status: 403, type: 'permission_error' },
  not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  conflict: { status: 409, type: 'conflict_error' },
  invalid_state: { status: 409, type: 'conflict_error' },
  instance_stopped: { status: 409, type: 'conflict_error' },
  stale_preview: { status: 409, type: 'conflict_error' },
  idempotency_mismatch: { status: 409, type: 'conflict_error' },
  idempotency_in_progress: { status: 409, type: 'conflict_error' },
  idempotency_not_kept: { status: 409, type: 'conflict_error' },
  payload_too_large: { status: 413, type: 'invalid_request_error' },
  invalid_input: { status: 422, type: 'invalid_request_error' },
  invalid_token: { status: 422, type: 'invalid_request_error' },
  context_length_exceeded: { status: 422, type: 'invalid_request_error' },
  unsupported: { status: 422, type: 'invalid_request_error' },
  payment_failed: { status: 402, type: 'payment_error' },
  rate_limited: { status: 429, type: 'rate_limit_error' },
  internal: { status: 500, type: 'server_error' },
  upstream_failed: { status: 502, type: 'upstream_error' },
  upstream_unavailable: { status: 503, type: 'upstream_error' },
  upstream_timeout: { status: 504, type: 'upstream_error' },
  instance_waking: { status: 503, type: 'upstream_error' },
  instance_failed: { status: 503, type: 'upstream_error' },
  not_configured: { status: 503, type: 'server_error' },
  unavailable: { status: 503, type: 'server_error' },
  no_capacity: { status: 503, type: 'server_error' },
  storage_full: { status: 507, type: 'server_error' },
} as const satisfies Record<string, { status: number; type: string }>

export type ErrorCode = keyof typeof errorTable
export type ErrorParams = Record<string, string | number | bigint>

/** One problem with one input field: `code` is a key under `errors.fields` in the messages. */
export type FieldProblem = { code: string; params?: ErrorParams }

type Options = {
  /** Values for the message (already public). */
  params?: ErrorParams
  /** The one field at fault, in the API's `param`. */
  field?: string
  /** Problems by field path, for forms. */
  fields?: Record<string, FieldProblem>
  /** Facts for the log only; never sent. */
  internal?: string
  /** Seconds until a retry makes sense. */
  retryAfterSeconds?: number
  /** What to confirm instead of what has become stale; sent with the answer. */
  preview?: unknown
  cause?: unknown
}

/** The only error the domain throws on purpose. `code` is public, `internal` and `cause` never leave the process. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly params: ErrorParams
  readonly field: string | undefined
  readonly fields: Record<string, FieldProblem> | undefined
  readonly internal: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly preview: unknown

  constructor(code: ErrorCode, options: Options = {}) {
    super(options.internal ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.params = options.params ?? {}
    this.field = options.field
    this.fields = options.fields
    this.internal = options.internal
    this.retryAfterSeconds = options.retryAfterSeconds
    this.preview = options.preview
  }

  get status(): number {
    return errorTable[this.code].status
  }
}

/** Another tenant's id and a missing one give this same error. */
export const notFound = (what: string): DomainError => new DomainError('not_found', { params: { what } })

/** A problem with one field of otherwise well-formed input. */
export const invalidField = (field: string, code: string, params?: ErrorParams): DomainError =>
  new DomainError('invalid_input', { field, fields: { [field]: { code, ...(params ? { params } : {}) } } })
