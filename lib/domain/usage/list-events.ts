import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'
import { generationFields, toGenerationView } from './generation-row'
import { ListUsageEventsInput } from './schema'
import type { GenerationView } from './view'

/** The client's requests, newest first. */
export const listEvents = query('usage.listEvents', ListUsageEventsInput, async (ctx, input): Promise<Page<GenerationView>> => {
  const { where, ...paging } = pageArgs(input)
  const { keyId, model, status } = input
  const rows = await ctx.db.usageEvent.findMany({
    ...paging, select: generationFields,
    where: { ...where, clientId: ctx.clientId, ...(keyId ? { keyId } : {}), ...(model ? { modelSlug: model } : {}), ...(status ? { status } : {}) },
  })
  return toPage(rows, input.limit, toGenerationView)
})
