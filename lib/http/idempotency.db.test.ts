import { afterAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import { createTestClient, staffCtx } from '@/lib/testing/contexts'
import { once, type Answer } from './idempotency'

afterAll(closePool)

const asked = (key: string) => new Request('http://localhost/api/invoices', { method: 'POST', headers: { 'idempotency-key': key } })

/** Work that counts how often it was done. */
function counted(body = {}) {
  const state = { times: 0 }
  const work = async (): Promise<Answer> => ({ status: 201, body: { ...body, times: ++state.times } })
  return { state, work }
}

describe('an Idempotency-Key', () => {
  it('of a staff member lets an act be done once: the same request gets its answer, another is refused', async () => {
    const [ctx, key] = [staffCtx('finance'), newId('req')]
    const { state, work } = counted()
    const send = (input: object) => once(ctx, asked(key), '/api/invoices/{id}/refund', input, work)
    expect(await send({ amountMinor: '500' })).toEqual({ status: 201, body: { times: 1 } })
    expect(await send({ amountMinor: '500' })).toEqual({ status: 201, body: { times: 1 } })
    await expect(send({ amountMinor: '501' })).rejects.toMatchObject({ code: 'idempotency_mismatch' })
    expect(state.times).toBe(1)
  })

  it('is one client\'s or one staff member\'s own', async () => {
    const [key, { state, work }] = [newId('req'), counted()]
    const [first, second] = [await createTestClient(), await createTestClient()]
    for (const ctx of [first.ctx, second.ctx, staffCtx('finance')]) await once(ctx, asked(key), '/api/invoices', {}, work)
    expect(state.times).toBe(3)
  })
})
