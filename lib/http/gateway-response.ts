import type { GatewayAnswer } from '@/lib/domain/gateway'
import { DomainError } from '@/lib/kernel/error'

/** The gateway's answer as a web Response; a stream is pulled piece by piece. */
export function gatewayResponse({ status, headers, body }: GatewayAnswer): Response {
  if (typeof body === 'string') return new Response(body, { status, headers })
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await body.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await body.return(undefined)
    },
  })
  return new Response(stream, { status, headers })
}

/** @throws DomainError payload_too_large, invalid_input when the caller leaves before it is all there */
export async function limitedText(request: Request, limitBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw new DomainError('payload_too_large', { params: { limitBytes } })
  const text = await request.text().catch((cause: unknown) => { throw new DomainError('invalid_input', { cause, internal: 'the body broke off' }) })
  if (Buffer.byteLength(text) > limitBytes) throw new DomainError('payload_too_large', { params: { limitBytes } })
  return text
}
