import { DomainError } from '@/lib/kernel/error'

/** A request's body as text. @throws DomainError payload_too_large, invalid_input when the caller leaves before it is all there */
export async function limitedText(request: Request, limitBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw new DomainError('payload_too_large', { params: { limitBytes } })
  const text = await request.text().catch((cause: unknown) => { throw new DomainError('invalid_input', { cause, internal: 'the body broke off' }) })
  if (Buffer.byteLength(text) > limitBytes) throw new DomainError('payload_too_large', { params: { limitBytes } })
  return text
}
