import type { BaseCtx } from '@/lib/domain/context'
import { log } from '@/lib/log'
import { processWebhook } from './process-webhook'
import { receiveWebhook } from './receive-webhook'

/** The sender of a notice waits for its effect no longer than this. */
const patienceMs = 200
/** So many are acted on at once in this process; beyond that they wait for their jobs, and taking in stays quick. */
const mostInHand = 4
let inHand = 0

/**
 * Takes a provider's notice in and acts on it. Once the row and its job are stored the answer is yes, whatever this first try gives
 * and however long the provider takes to be asked: a slow one, or a flood, must not make notices time out.
 * @throws DomainError as `receiveWebhook` says
 */
export async function takeNotice(ctx: BaseCtx, providerId: string, body: string, headers: Record<string, string>): Promise<void> {
  const id = await receiveWebhook(ctx, providerId, body, headers)
  if (!id || inHand >= mostInHand) return
  inHand++
  const acting = processWebhook(ctx, id)
    .catch((error: unknown) => log.warn({ requestId: ctx.requestId, err: error, webhookEventId: id }, 'webhook is left to its job'))
    .finally(() => inHand--)
  await Promise.race([acting, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
}
