import { describe, expect, it } from 'vitest'
import { readEntitlement } from '@/lib/domain/gateway/entitlement'
import { newId } from '@/lib/kernel/id'
import { staffCtx } from '@/lib/testing/contexts'
import { createMeteredClient } from '@/lib/testing/metered-client'
import { getClientLimits, setClientLimits } from '..'

const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'went through', (error: unknown) => (error instanceof Error ? Reflect.get(error, 'code') : error))

describe('a client\'s own limits', () => {
  it('stand in place of its plan\'s, higher or lower, until they are taken away again', async () => {
    const { clientId, keyId } = await createMeteredClient({ upstreams: [], requestsPerMinute: 60, tokensPerMinute: 1_000, plan: { requestsPerDay: 500 } })
    const limits = async () => (await readEntitlement(clientId, keyId, new Date())).limits
    const plan = { requestsPerMinute: 60, requestsPerHour: null, requestsPerDay: 500, tokensPerMinute: 1_000, concurrentRequests: null }
    expect(await limits()).toEqual(plan)
    const set = await setClientLimits(staffCtx('support'), { id: clientId, requestsPerMinute: 600, concurrentRequests: 4 })
    expect(set).toEqual({ clientName: expect.any(String), own: { requestsPerMinute: 600, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: 4 }, plan })
    expect(await limits()).toEqual({ ...plan, requestsPerMinute: 600, concurrentRequests: 4 })
    await setClientLimits(staffCtx('owner'), { id: clientId })
    expect(await limits()).toEqual(plan)
    expect(await getClientLimits(staffCtx('operator'), { id: clientId })).toMatchObject({ own: { requestsPerMinute: null }, plan })
  })

  it('are staff\'s to set, whole numbers above nothing, for a client that is there', async () => {
    const { clientId } = await createMeteredClient({ upstreams: [] })
    expect(await codeOf(setClientLimits(staffCtx('finance'), { id: clientId, requestsPerDay: 5 }))).toBe('forbidden')
    expect(await codeOf(setClientLimits(staffCtx('owner'), { id: clientId, requestsPerDay: 0 }))).toBe('invalid_input')
    expect(await codeOf(setClientLimits(staffCtx('owner'), { id: newId('cli'), requestsPerDay: 5 }))).toBe('not_found')
  })
})
