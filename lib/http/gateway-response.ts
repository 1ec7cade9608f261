import type { GatewayAnswer } from '@/lib/domain/gateway'

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
