import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type Stripe from 'stripe'
import { stripeClient } from './stripe-client'
import { asking } from './stripe-errors'

const answer = { status: 200, body: '' }
const server = http.createServer((_request, response) => { response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body) })
let stripe: Stripe

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stripe = stripeClient('sk_test_1', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(() => { server.closeAllConnections(); server.close() })

const told = (status: number, body: unknown) => {
  Object.assign(answer, { status, body: JSON.stringify(body) })
  return asking(() => stripe.paymentIntents.create({ amount: 100, currency: 'usd' }))
}

describe('an answer from Stripe\'s address', () => {
  it.each([
    ['a message of a proxy', 200, { message: 'welcome' }],
    ['an error that is none', 200, { error: null }],
    ['an error without words', 404, { error: '' }],
    ['an error in one word', 404, { error: 'invalid_request' }],
    ['an error without a kind', 404, { error: { message: 'no such route' } }],
    ['a refusal without a kind', 402, { error: { message: 'quota exceeded' } }],
    ['an object under a status of failure', 404, { object: 'page', id: 'pi_1' }],
    ['an object without a kind of its own', 200, { object: null }],
    ['a list', 200, []],
  ])('that is %s leaves open whether Stripe acted', async (_what, status, body) => {
    await expect(told(status, body)).rejects.toMatchObject({ code: 'upstream_failed' })
  })

  it('that is Stripe\'s own is taken for what it says', async () => {
    expect(await told(200, { object: 'payment_intent', id: 'pi_1' })).toMatchObject({ id: 'pi_1' })
    await expect(told(402, { error: { type: 'card_error', code: 'card_declined' } })).rejects.toMatchObject({ code: 'payment_failed' })
    await expect(told(404, { error: { type: 'invalid_request_error', message: 'no such intent' } })).rejects.toMatchObject({ code: 'unsupported' })
  })
})
