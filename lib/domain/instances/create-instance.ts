import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import { DomainError, invalidField } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { mintInstanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import { command } from '../command'
import type { ClientRun } from '../context'
import { storeComplianceCheck } from '../licensing'
import { driverForNew, lockCapacity } from './capacity'
import { confirmedQuote } from './confirmed-quote'
import { instanceView, readInstance } from './instance-row'
import { recordInstanceEvent } from './record-event'
import { CreateInstanceInput } from './schema'
import { assertFits, servedModel } from './served-model'
import type { InstanceView } from './view'

/** A name is taken while an instance bears it that is not to be deleted. @throws DomainError invalid_input */
export async function assertNameFree(db: Db, clientId: string, name: string, exceptId = ''): Promise<void> {
  if ((await db.privateInstance.count({ where: { clientId, name, desired: { not: 'deleted' }, id: { not: exceptId } } })) > 0) throw invalidField('name', 'taken')
}

/** The checks that stand before anything runs, kept for ever. @throws DomainError compliance_failed */
async function assertCompliant(ctx: ClientRun, instanceId: string, isPaid: boolean): Promise<void> {
  const check = await storeComplianceCheck(ctx.db, ctx.clock, { clientId: ctx.clientId, subjectKind: 'instance', subjectId: instanceId, isPaid })
  if (check.result !== 'pass') throw new DomainError('compliance_failed', { params: { reasons: check.reasons.map(({ code }) => code).join(', ') } })
}

/**
 * Rents a new instance and wants it to run; its manager takes it from there. One of a client at a time and one of a driver at a time, so
 * that neither the plan's number nor the machines' room is passed.
 * @throws DomainError stale_preview, subscription_inactive, limit_exceeded (the plan's number), compliance_failed, insufficient_funds (less than an hour), no_capacity, not_found, invalid_input
 */
export const createInstance = command('instances.create', CreateInstanceInput, async (ctx, input): Promise<InstanceView> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const served = await servedModel(db, clientId, input)
  await assertNameFree(db, clientId, input.name)
  const driver = driverForNew()
  await lockCapacity(db, driver)
  const { size, price } = await confirmedQuote(ctx, input)
  assertFits(size, served.memoryBytes, input.requestsPerMinute)
  const now = ctx.clock.now()
  const id = newId('ins', now)
  await assertCompliant(ctx, id, (price?.hourMicros ?? 0n) > 0n)
  await db.privateInstance.create({ select: { id: true }, data: {
    id, clientId, name: input.name, sizeId: size.id, modelId: served.modelId, uploadId: served.uploadId, contextTokens: served.contextTokens, driver,
    requestsPerMinute: input.requestsPerMinute, idleSleepMinutes: input.idleSleepMinutes, ...mintInstanceSecret(id),
    desired: 'running', status: 'pending', statusSince: now, billedUntil: now, createdById: ctx.actor.kind === 'user' ? ctx.actor.userId : null, createdAt: now, updatedAt: now,
  } })
  await recordInstanceEvent(ctx, { clientId, instanceId: id, kind: 'wish', reason: 'create', detail: { size: size.code } })
  await ctx.record(id, { name: input.name, size: size.code, modelId: served.modelId, uploadId: served.uploadId, hourMicros: price?.hourMicros })
  return instanceView(await readInstance(db, clientId, id, now))
})
