import { z } from 'zod'
import { platformCommand } from '@/lib/domain/platform/command'
import { newId } from '@/lib/kernel/id'

export const parkReasons = ['failed', 'too_many_items', 'ledger_mismatch'] as const

const ParkClientInput = z.object({ clientId: z.string(), reason: z.enum(parkReasons), detail: z.string().max(2_000), runId: z.string().nullable().default(null) })

/** Sets a client aside: no run touches it until staff release it. A client that is parked already stays as it was. @returns whether it is new */
export const parkClient = platformCommand('billing.parkClient', ParkClientInput, async ({ db, clock, record }, { clientId, reason, detail, runId }): Promise<boolean> => {
  const id = newId('prk', clock.now())
  const count = await db.$executeRaw`
    INSERT INTO "ParkedClient" ("id", "clientId", "reason", "detail", "runId", "parkedAt")
    VALUES (${id}, ${clientId}, ${reason}, ${detail}, ${runId}, ${clock.now()})
    ON CONFLICT ("clientId") WHERE "releasedAt" IS NULL DO NOTHING`
  await record(clientId, { reason, detail, runId, isNew: count > 0 })
  return count > 0
})
