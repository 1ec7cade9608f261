import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { platformCommand, platformQuery } from '../../platform/command'
import { instantText } from '../coupons/schema'
import type { TestClockView } from './view'

const fields = { id: true, name: true, now: true, targetAt: true, createdAt: true, clients: { orderBy: { id: 'asc' }, take: 50, select: { id: true, name: true } } } as const

/** Time is played with in test mode only. @throws DomainError not_configured */
function assertTestMode(): void {
  if (env().BILLING_MODE !== 'test') throw new DomainError('not_configured', { internal: 'test clocks exist in test mode only' })
}

async function readClock(db: Db, id: string): Promise<TestClockView> {
  const row = await db.testClock.findUnique({ where: { id }, select: fields })
  if (!row) throw notFound('test clock')
  return row
}

/** Test clocks and who lives by them, newest first. */
export const listTestClocks = platformQuery('admin.listTestClocks', z.object({}), async ({ db }): Promise<{ data: TestClockView[]; nextCursor: null }> => {
  assertTestMode()
  return { data: await db.testClock.findMany({ orderBy: { id: 'desc' }, take: 100, select: fields }), nextCursor: null }
})

export const CreateTestClockInput = z.object({ name: z.string().trim().min(1).max(80), now: instantText.nullish().meta({ description: 'Where it begins, in UTC; now when absent.' }) })

/** A clock that stands still until it is advanced. @throws DomainError not_configured outside test mode */
export const createTestClock = platformCommand('admin.createTestClock', CreateTestClockInput, async (ctx, { name, now }): Promise<TestClockView> => {
  assertTestMode()
  const at = ctx.clock.now()
  const id = newId('clk', at)
  await ctx.db.testClock.create({ data: { id, name, now: now ?? at, createdAt: at, updatedAt: at }, select: { id: true } })
  await ctx.record(id, { name, now: now ?? at })
  return readClock(ctx.db, id)
})

export const AttachTestClockInput = z.object({ id: z.string().min(1).max(64).meta({ description: 'The clock.' }), clientId: z.string().min(1).max(64) })

/**
 * Lets a client in test mode live by a clock from now on. Time never goes back: the clock must not stand before anything the client
 * has been billed for. @throws DomainError not_found, invalid_state
 */
export const attachTestClock = platformCommand('admin.attachTestClock', AttachTestClockInput, async (ctx, { id, clientId }): Promise<TestClockView> => {
  assertTestMode()
  const clock = await readClock(ctx.db, id)
  const client = await ctx.db.client.findUnique({ where: { id: clientId }, select: { mode: true, testClockId: true } })
  if (!client) throw invalidField('clientId', 'unknownClient')
  const latest = await ctx.db.invoice.findFirst({ where: { clientId, issuedAt: { gt: clock.now } }, select: { id: true } })
  if (client.mode !== 'test' || client.testClockId || latest) throw invalidField('clientId', latest ? 'clockBehind' : 'notAttachable')
  const { count } = await ctx.db.client.updateMany({ where: { id: clientId, mode: 'test', testClockId: null }, data: { testClockId: id } })
  if (count === 0) throw invalidField('clientId', 'notAttachable')
  await ctx.record(id, { clientId })
  return readClock(ctx.db, id)
})

/** Farthest that one advance may go: two years of billing. */
const farthestMs = days(731)

export const AdvanceTestClockInput = z.object({ id: z.string().min(1).max(64), to: instantText.meta({ description: 'In UTC, after where the clock stands.' }) })

/**
 * Sends the clock forward. The worker walks there from one due date to the next and does at each what is due then; `targetAt` is
 * empty again when it has arrived. @throws DomainError not_found, invalid_input, invalid_state while it is on its way
 */
export const advanceTestClock = platformCommand('admin.advanceTestClock', AdvanceTestClockInput, async (ctx, { id, to }): Promise<TestClockView> => {
  assertTestMode()
  const clock = await readClock(ctx.db, id)
  if (to <= clock.now || to > plus(clock.now, farthestMs)) throw invalidField('to', 'clockRange')
  const { count } = await ctx.db.testClock.updateMany({ where: { id, targetAt: null, now: clock.now }, data: { targetAt: to, updatedAt: ctx.clock.now() } })
  if (count === 0) throw new DomainError('invalid_state')
  await ctx.enqueue('clock.advance', { clockId: id })
  await ctx.record(id, { from: clock.now, to })
  return readClock(ctx.db, id)
})
