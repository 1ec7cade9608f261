import { takeNotice, webhookBodyLimitBytes } from '@/lib/domain/billing'
import { apiHandler } from '@/lib/http/api-route'
import { baseCtx } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'

/** The body as it came, because signatures are over bytes; never more than the limit is read. */
async function rawBody(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > webhookBodyLimitBytes) throw new DomainError('payload_too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** A wrong signature is the sender's mistake: 400, not the 422 of a form. */
function asBadRequest(error: unknown): Response | undefined {
  if (!(error instanceof DomainError) || error.code !== 'invalid_input') return undefined
  return Response.json({ error: { code: 'invalid_input', type: 'invalid_request_error', message: 'The signature or body is not valid.', param: null } }, { status: 400 })
}

export const POST = apiHandler(async (request, { provider = '' }, facts) => {
  const ctx = baseCtx({ kind: 'system', job: 'webhook' }, facts)
  try {
    await takeNotice(ctx, provider, await rawBody(request), Object.fromEntries(request.headers))
  } catch (error) {
    const answer = asBadRequest(error)
    if (answer) return answer
    throw error
  }
  return Response.json({ received: true })
})
