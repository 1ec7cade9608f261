import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { priceFields, resourcesView } from '@/lib/domain/instances/price-row'
import { mebibytes } from '@/lib/kernel/bytes'
import { invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { decimalToScaled } from '@/lib/kernel/money'
import type { PlatformRun } from '../../context'
import { platformCommand, platformQuery } from '../../platform/command'
import { priceStart } from '../price-start'
import { ById, NoInput } from '../schema'
import { SaveInstanceSizeInput, SetInstancePriceInput } from './schema'
import type { AnyInstanceSizeView } from './view'

async function readSizes(db: Db, where: { id?: string } = {}): Promise<AnyInstanceSizeView[]> {
  const rows = await db.instanceSize.findMany({
    where, orderBy: [{ rank: 'asc' }, { id: 'asc' }],
    include: {
      prices: { select: { ...priceFields, effectiveTo: true }, orderBy: { effectiveFrom: 'desc' } }, _count: { select: { instances: { where: { status: { not: 'deleted' } } } } },
      plans: { where: { planVersion: { retiredAt: null } }, select: { planVersion: { select: { version: true, plan: { select: { code: true, versions: { select: { version: true }, orderBy: { version: 'desc' }, take: 1 } } } } } } },
    },
  })
  return rows.map((row) => {
    const sold = row.plans.filter(({ planVersion }) => planVersion.version === planVersion.plan.versions[0]?.version)
    return { ...resourcesView(row), isRetired: row.retiredAt !== null, instances: row._count.instances, prices: row.prices, plans: [...new Set(sold.map(({ planVersion }) => planVersion.plan.code))].sort() }
  })
}

/** One size. @throws DomainError not_found */
async function readSize(db: Db, id: string): Promise<AnyInstanceSizeView> {
  const [size] = await readSizes(db, { id })
  if (!size) throw notFound('size')
  return size
}

/** Every size with all its prices, who has it and which plans offer it. */
export const listAllInstanceSizes = platformQuery('admin.listInstanceSizes', NoInput, async ({ db }): Promise<{ data: AnyInstanceSizeView[]; nextCursor: null }> => ({ data: await readSizes(db), nextCursor: null }))
export const getAnyInstanceSize = platformQuery('admin.getInstanceSize', ById, ({ db }, { id }): Promise<AnyInstanceSizeView> => readSize(db, id))

type Input = z.output<typeof SaveInstanceSizeInput>

function resourcesOf({ nameEn, nameAr, memoryMib, storageMib, rank, cpuMillis, pids, slots, requestsPerMinute, minIsolation }: Input) {
  return { name: { en: nameEn, ar: nameAr }, rank, cpuMillis, pids, slots, requestsPerMinute, minIsolation, memoryBytes: mebibytes(memoryMib), storageBytes: mebibytes(storageMib) }
}

async function insert({ db, clock }: PlatformRun, input: Input): Promise<string> {
  if (!input.code) throw invalidField('code', 'required')
  if ((await db.instanceSize.count({ where: { code: input.code } })) > 0) throw invalidField('code', 'taken')
  const now = clock.now()
  const id = newId('isz', now)
  await db.instanceSize.create({ data: { ...resourcesOf(input), id, code: input.code, retiredAt: input.isRetired ? now : null, createdAt: now }, select: { id: true } })
  return id
}

/** What instances of a size were sold with stays theirs: only its texts, order, limits of requests and whether it is sold change once one lives. */
async function update({ db, clock }: PlatformRun, id: string, input: Input): Promise<string> {
  await db.$queryRaw`SELECT 1 FROM "InstanceSize" WHERE "id" = ${id} FOR UPDATE`
  const found = await db.instanceSize.findUnique({ where: { id } })
  if (!found) throw notFound('size')
  if (input.code && input.code !== found.code) throw invalidField('code', 'notAllowed')
  const next = resourcesOf(input)
  const isChanged = { memoryMib: next.memoryBytes !== found.memoryBytes, cpuMillis: next.cpuMillis !== found.cpuMillis, pids: next.pids !== found.pids, storageMib: next.storageBytes !== found.storageBytes, slots: next.slots !== found.slots }
  const changed = Object.entries(isChanged).find(([, is]) => is)?.[0]
  if (changed && (await db.privateInstance.count({ where: { sizeId: id, status: { not: 'deleted' } } })) > 0) throw invalidField(changed, 'sizeInUse')
  await db.instanceSize.update({ where: { id }, data: { ...next, retiredAt: input.isRetired ? (found.retiredAt ?? clock.now()) : null }, select: { id: true } })
  return id
}

/** Makes a size, or changes one. It is sold once it has a price and a plan offers it. @throws DomainError not_found, invalid_input (its resources, while an instance has it) */
export const saveInstanceSize = platformCommand('admin.saveInstanceSize', SaveInstanceSizeInput, async (ctx, input): Promise<AnyInstanceSizeView> => {
  const id = input.id ? await update(ctx, input.id, input) : await insert(ctx, input)
  await ctx.record(id, { name: input.nameEn, isRetired: input.isRetired })
  return readSize(ctx.db, id)
})

/**
 * Writes the next price of a size. The one in force ends where it begins; every second costs what was in force in it.
 * @throws DomainError not_found, invalid_input when it would begin in the past or before one that is already planned
 */
export const setInstancePrice = platformCommand('admin.setInstancePrice', SetInstancePriceInput, async (ctx, input): Promise<AnyInstanceSizeView> => {
  const { id: sizeId, currency } = input
  const now = ctx.clock.now()
  const effectiveFrom = priceStart(input.effectiveFrom, now)
  const locked = await ctx.db.$queryRaw<unknown[]>`SELECT 1 FROM "InstanceSize" WHERE "id" = ${sizeId} FOR UPDATE`
  if (locked.length === 0) throw notFound('size')
  if ((await ctx.db.instancePrice.count({ where: { sizeId, currency, effectiveFrom: { gte: effectiveFrom } } })) > 0) throw invalidField('effectiveFrom', 'pricePlanned')
  await ctx.db.instancePrice.updateMany({ where: { sizeId, currency, OR: [{ effectiveTo: null }, { effectiveTo: { gt: effectiveFrom } }] }, data: { effectiveTo: effectiveFrom } })
  const rates = {
    hourMicros: decimalToScaled(input.hour, 6), keptHourMicros: decimalToScaled(input.keptHour, 6), inputMicrosPerMillion: decimalToScaled(input.inputPerMillion, 6), outputMicrosPerMillion: decimalToScaled(input.outputPerMillion, 6),
  }
  await ctx.db.instancePrice.create({ data: { id: newId('ipr', now), sizeId, currency, ...rates, effectiveFrom, createdAt: now }, select: { id: true } })
  await ctx.record(sizeId, { currency, ...rates, effectiveFrom })
  return readSize(ctx.db, sizeId)
})
