import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { Books, newStripeId } from './books'
import { StripeContract } from './contract'
import { operations, StripeRefusal } from './operations'

type Faults = {
  /** The next so many calls are carried out, and their answers lost. */
  loseAnswers: number
  /** The next so many calls that change something never arrive. */
  unheard: number
  /** The next so many calls are answered 500 without being carried out. */
  fail: number
  /** Webhooks are kept back until `deliver` is called. */
  holdWebhooks: boolean
}
type Kept = { path: string; body: string; status: number; answer: string }
type Answer = { status: number; text: string }

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const html = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/**
 * A Stripe of our own for tests: keeps state, holds every request to the installed library's types, replays idempotent calls, shows
 * a payment page and signs its webhooks. How states follow one another is our reading of Stripe's documentation; the opt-in suite
 * asks Stripe itself.
 */
export class StripePeer {
  readonly books = new Books()
  readonly faults: Faults = { loseAnswers: 0, unheard: 0, fail: 0, holdWebhooks: false }
  readonly sent: { id: string; body: string; signature: string }[] = []
  calls = 0
  private readonly contract = new StripeContract()
  private readonly kept = new Map<string, Kept>()
  private server: http.Server | undefined
  origin = ''

  constructor(readonly webhookSecret: string, private readonly webhookUrl: () => string | undefined = () => undefined) {}

  async listen(port = 0): Promise<this> {
    this.server = http.createServer((request, response) => { this.handle(request, response).catch(() => response.destroy()) })
    await new Promise<void>((resolve) => this.server?.listen(port, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections()
    await new Promise((resolve) => this.server?.close(resolve))
  }

  /** As after a day: what keys stood for is not remembered any more. */
  forgetKeys(): void {
    this.kept.clear()
  }

  /** Signs an event about an object and sends it where webhooks go. */
  async announce(type: string, object: unknown): Promise<void> {
    const id = newStripeId('evt')
    const body = JSON.stringify({ id, object: 'event', type, created: this.books.now(), livemode: false, api_version: Stripe.API_VERSION, data: { object } })
    const signature = new Stripe('sk_test_peer').webhooks.generateTestHeaderString({ payload: body, secret: this.webhookSecret })
    this.sent.push({ id, body, signature })
    if (!this.faults.holdWebhooks) await this.deliver(body, signature)
  }

  /** Sends one notice; resolves to the status it was met with, or null where nobody listens. */
  async deliver(body: string, signature: string): Promise<number | null> {
    const url = this.webhookUrl()
    if (!url) return null
    return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'stripe-signature': signature }, body })).status
  }

  /** The customer pays (or adds a card) on the page with the card that ends so. */
  async payOnPage(visitId: string, last4 = '4242'): Promise<boolean> {
    const visit = this.books.visits.get(visitId)
    if (visit?.status !== 'open' || !this.books.finish(visit, last4)) return false
    await this.announce('checkout.session.completed', { ...visit })
    const intent = this.books.intents.get(visit.payment_intent ?? '')
    if (intent) await this.announce('payment_intent.succeeded', intent)
    return true
  }

  /** The customer's bank disputes what was paid on the visit, or decides the dispute. */
  async dispute(visitId: string, status: string, disputeId = newStripeId('dp')): Promise<string> {
    const intent = this.books.intents.get(this.books.visits.get(visitId)?.payment_intent ?? '')
    if (!intent) throw new Error('nothing was paid there')
    this.books.disputes.set(disputeId, { id: disputeId, object: 'dispute', status, amount: intent.amount, currency: intent.currency, reason: 'fraudulent', payment_intent: intent.id, livemode: false, evidence_details: { due_by: this.books.now() + 604_800 } })
    await this.announce(status === 'needs_response' ? 'charge.dispute.created' : 'charge.dispute.closed', { id: disputeId })
    return disputeId
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const url = new URL(request.url ?? '/', this.origin)
    const body = Buffer.concat(parts).toString()
    if (url.pathname === '/faults') return void (Object.assign(this.faults, JSON.parse(body)), response.end())
    if (url.pathname.startsWith('/c/pay/')) return this.page(request.method ?? 'GET', url.pathname.slice('/c/pay/'.length), body, response)
    this.calls += 1
    if (this.faults.unheard > 0 && request.method === 'POST') {
      this.faults.unheard -= 1
      return void response.destroy()
    }
    const answer = this.answer(request, url, body)
    if (this.faults.loseAnswers > 0 && request.method === 'POST') {
      this.faults.loseAnswers -= 1
      return void response.destroy()
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', 'request-id': newStripeId('req') }).end(answer.text)
  }

  private answer(request: IncomingMessage, url: URL, body: string): Answer {
    try {
      this.admit(request)
      const key = request.headers['idempotency-key'] as string | undefined
      const known = key === undefined ? undefined : this.kept.get(key)
      if (known && (known.path !== url.pathname || known.body !== body)) throw new StripeRefusal(400, { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters' })
      if (known) return { status: known.status, text: known.answer }
      const answer = this.carriedOut(`${request.method} ${url.pathname}`, request.method === 'GET' ? url.search.slice(1) : body)
      if (key !== undefined && request.method === 'POST') this.kept.set(key, { path: url.pathname, body, status: answer.status, answer: answer.text })
      return answer
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      return { status: error.status, text: JSON.stringify({ error: error.error }) }
    }
  }

  private admit(request: IncomingMessage): void {
    if (this.faults.fail > 0) {
      this.faults.fail -= 1
      throw new StripeRefusal(500, { type: 'api_error', message: 'scripted' })
    }
    if (!/^Bearer sk_test_/.test(request.headers.authorization ?? '')) throw new StripeRefusal(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
    if (request.headers['stripe-version'] !== Stripe.API_VERSION) throw new StripeRefusal(400, { type: 'invalid_request_error', message: 'another version of the API' })
  }

  /** A card's refusal is an answer too, and is replayed like one. */
  private carriedOut(call: string, form: string): Answer {
    const id = /\/((?:cs_test|pi|re|pm|dp)_[^/]+)/.exec(call)?.[1] ?? ''
    const operation = operations[id ? call.replace(id, ':id') : call]
    if (!operation) throw new StripeRefusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${call})` })
    const { value, complaint } = this.contract.check(operation.request, form)
    if (complaint) throw new StripeRefusal(400, { type: 'invalid_request_error', code: 'parameter_unknown', ...complaint })
    try {
      return { status: 200, text: JSON.stringify(operation.run(this.books, id, value, this.origin)) }
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error
      return { status: error.status, text: JSON.stringify({ error: error.error }) }
    }
  }

  private async page(method: string, id: string, body: string, response: ServerResponse): Promise<void> {
    const visit = this.books.visits.get(id)
    if (!visit) return void response.writeHead(404).end()
    const choice = new URLSearchParams(body)
    if (method === 'POST' && choice.get('do') === 'pay') {
      const isPaid = await this.payOnPage(id, choice.get('card') ?? '4242')
      if (isPaid) return void response.writeHead(303, { location: visit.success_url.replace('{CHECKOUT_SESSION_ID}', id) }).end()
      response.statusCode = 402
    }
    const fault = response.statusCode === 402 ? '<p role="alert">Your card was declined.</p>' : ''
    const options = ['4242', '0002', '9979', '3155'].map((last4) => `<option>${last4}</option>`).join('')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="en"><title>Pay</title>${fault}<form method="post"><label>Card <select name="card">${options}</select></label><button name="do" value="pay">Pay</button></form><a href="${html(visit.cancel_url)}">Back</a></html>`)
  }
}
