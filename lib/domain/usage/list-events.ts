import { minutes, plus } from '@/lib/kernel/clock'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { idFloor } from '@/lib/kernel/id'
import type { Prisma } from '@/lib/db/generated/client'
import { query } from '../command'
import { generationFields, toGenerationView } from './generation-row'
import { ListUsageEventsInput } from './schema'
import type { GenerationView } from './view'

/** An id is made a moment before its request is let in: bounds on ids leave room for that, those on the instant are exact. */
const slackMs = minutes(5)

/** A time range as bounds on ids, which every index of the log is sorted by, so that an old week costs no more than today. */
function within(from: string | undefined, to: string | undefined): Prisma.UsageEventWhereInput[] {
  return [
    ...(from ? [{ id: { gte: idFloor('req', plus(new Date(from), -slackMs)) }, createdAt: { gte: new Date(from) } }] : []),
    ...(to ? [{ id: { lt: idFloor('req', plus(new Date(to), slackMs)) }, createdAt: { lt: new Date(to) } }] : []),
  ]
}

/** The client's requests, newest first; by key, model, status and time. Each page is one walk along an index, at any size. */
export const listEvents = query('usage.listEvents', ListUsageEventsInput, async (ctx, input): Promise<Page<GenerationView>> => {
  const { where, ...paging } = pageArgs(input)
  const { keyId, model, status, from, to } = input
  const rows = await ctx.db.usageEvent.findMany({
    ...paging, select: generationFields,
    where: {
      ...where, clientId: ctx.clientId, endpoint: { not: 'instance' }, ...(keyId ? { keyId } : {}), ...(model ? { modelSlug: model } : {}), ...(status ? { status } : {}),
      AND: within(from, to),
    },
  })
  return toPage(rows, input.limit, toGenerationView)
})
