import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { instanceModels, instanceSizes } from './instance-data'

/** In force from here on, so that a clock set into the past still finds prices. */
const effectiveFrom = new Date('2024-01-01T00:00:00Z')

/** Sizes with their prices and the plans that offer them, and the model every installation can serve. What is there stays as it is. */
export async function seedInstances(db: Db, now: Date): Promise<void> {
  for (const { plans, hourMicros, keptHourMicros, ...size } of instanceSizes) {
    if (await db.instanceSize.findUnique({ where: { code: size.code }, select: { id: true } })) continue
    const sizeId = newId('isz', now)
    await db.instanceSize.create({ data: { ...size, id: sizeId, createdAt: now }, select: { id: true } })
    await db.instancePrice.create({ data: { id: newId('ipr', now), sizeId, currency: 'USD', hourMicros, keptHourMicros, effectiveFrom, createdAt: now }, select: { id: true } })
    const versions = await db.planVersion.findMany({ where: { retiredAt: null, maxInstances: { gt: 0 }, plan: { code: { in: [...plans] } } }, select: { id: true } })
    await db.planInstanceSize.createMany({ data: versions.map(({ id }) => ({ planVersionId: id, sizeId })), skipDuplicates: true })
  }
  await db.instanceModel.createMany({ data: instanceModels.map((model) => ({ ...model, id: newId('imd', now), createdAt: now })), skipDuplicates: true })
}
