import { notFound } from '@/lib/kernel/error'
import { query } from '../command'
import { generationFields, toGenerationView } from './generation-row'
import { GenerationIdInput } from './schema'
import { ReceiptView } from './view'

/** One request's exact receipt, by the id its answer carried. @throws DomainError not_found */
export const getGeneration = query('usage.getGeneration', GenerationIdInput, async (ctx, { id }): Promise<ReceiptView> => {
  const row = await ctx.db.usageEvent.findFirst({ where: { id, clientId: ctx.clientId, endpoint: { not: 'instance' } }, select: generationFields })
  if (!row) throw notFound('generation')
  const kept = row.attempts > 1 ? await ctx.db.requestAttempts.findFirst({ where: { id, clientId: ctx.clientId }, select: { attempts: true } }) : null
  return { ...toGenerationView(row), tries: kept ? ReceiptView.shape.tries.parse(kept.attempts) : [] }
})
