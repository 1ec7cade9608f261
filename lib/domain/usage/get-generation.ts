import { notFound } from '@/lib/kernel/error'
import { query } from '../command'
import { generationFields, toGenerationView } from './generation-row'
import { GenerationIdInput } from './schema'
import type { GenerationView } from './view'

/** One request's exact receipt, by the id its answer carried. @throws DomainError not_found */
export const getGeneration = query('usage.getGeneration', GenerationIdInput, async (ctx, { id }): Promise<GenerationView> => {
  const row = await ctx.db.usageEvent.findFirst({ where: { id, clientId: ctx.clientId }, select: generationFields })
  if (!row) throw notFound('generation')
  return toGenerationView(row)
})
