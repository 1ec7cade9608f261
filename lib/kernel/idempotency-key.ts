import { DomainError } from './error'

/** The value of an Idempotency-Key header, or undefined when there is none. @throws DomainError invalid_input */
export function idempotencyKeyOf(header: string | string[] | null | undefined): string | undefined {
  if (header === null || header === undefined) return undefined
  if (typeof header !== 'string' || header.length === 0 || header.length > 255) throw new DomainError('invalid_input', { field: 'idempotency-key' })
  return header
}
