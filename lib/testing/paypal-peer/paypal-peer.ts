import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newPayPalId, PayPalBooks, PayPalRefused, type PeerOrder, type PeerRefund } from './books'
import { PayPalContract } from './contract'
import type { PeerCertificate } from './certificate'
import { approvalPage, buttonFrame, buttonsScript } from './buttons'

type Faults = { loseAnswers: number; fail: number; holdWebhooks: boolean; hasNoCertificate: boolean }
type Notice = { body: string; headers: Record<string, string> }

/**
 * A PayPal of our own for tests: keeps state, holds every body to PayPal's published descriptions, does one request id once, shows
 * a page to approve on, and signs its notices with a certificate of its own.
 */
export class PayPalPeer {
  readonly books = new PayPalBooks()
  readonly faults: Faults = { loseAnswers: 0, fail: 0, holdWebhooks: false, hasNoCertificate: false }
  readonly sent: Notice[] = []
  private readonly contract = new PayPalContract()
  private readonly kept = new Map<string, { status: number; text: string }>()
  private server: http.Server | undefined
  origin = ''

  constructor(readonly webhookId: string, private readonly certificate: PeerCertificate, private readonly webhookUrl: () => string | undefined = () => undefined) {}

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

  /** The customer agrees on PayPal's page. */
  async approve(orderId: string): Promise<void> {
    this.books.order(orderId).status = 'APPROVED'
    await this.announce('CHECKOUT.ORDER.APPROVED', { id: orderId })
  }

  async announce(type: string, resource: object): Promise<Notice> {
    const body = JSON.stringify({ id: `WH-${newPayPalId()}`, event_type: type, event_version: '1.0', resource_version: '2.0', create_time: new Date().toISOString(), resource })
    const notice = { body, headers: this.certificate.sign(body, this.webhookId, `${this.origin}/v1/notifications/certs/CERT-1`) }
    this.sent.push(notice)
    const url = this.webhookUrl()
    if (url && !this.faults.holdWebhooks) await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...notice.headers }, body })
    return notice
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const body = Buffer.concat(parts).toString()
    const { pathname } = new URL(request.url ?? '/', this.origin)
    if (pathname === '/faults') return void (Object.assign(this.faults, JSON.parse(body)), response.end())
    if (pathname.startsWith('/sdk/')) return this.sdk(new URL(request.url ?? '/', this.origin), response)
    if (pathname.startsWith('/approve/')) return this.page(request.method ?? 'GET', pathname.slice('/approve/'.length), body, response)
    if (pathname.startsWith('/v1/notifications/certs/')) return void response.writeHead(this.faults.hasNoCertificate ? 503 : 200).end(this.certificate.pem)
    const answer = this.answer(request, pathname, body)
    if (this.faults.loseAnswers > 0 && request.method === 'POST' && !pathname.startsWith('/v1/oauth2')) {
      this.faults.loseAnswers -= 1
      return void response.destroy()
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text)
  }

  private answer(request: IncomingMessage, pathname: string, body: string): { status: number; text: string } {
    if (pathname === '/v1/oauth2/token') return { status: 200, text: JSON.stringify({ access_token: 'A21AA', token_type: 'Bearer', expires_in: 32_400 }) }
    if (this.faults.fail > 0) {
      this.faults.fail -= 1
      return { status: 500, text: '{"name":"INTERNAL_SERVER_ERROR"}' }
    }
    if (request.headers.authorization !== 'Bearer A21AA') return { status: 401, text: '{"name":"AUTHENTICATION_FAILURE"}' }
    const id = request.headers['paypal-request-id'] as string | undefined
    const known = id === undefined ? undefined : this.kept.get(`${pathname} ${id}`)
    if (known) return known
    const answer = this.carriedOut(request.method ?? 'GET', pathname, body)
    if (id !== undefined && answer.status < 300) this.kept.set(`${pathname} ${id}`, answer)
    return answer
  }

  private carriedOut(method: string, pathname: string, body: string): { status: number; text: string } {
    const [call, id] = patternOf(method, pathname)
    const fields = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>)
    const complaint = this.contract.complaint(call, fields)
    if (complaint) return { status: 400, text: JSON.stringify({ name: 'INVALID_REQUEST', details: [complaint] }) }
    try {
      const result = this.run(call, id, fields, body)
      return { status: method === 'DELETE' ? 204 : method === 'POST' ? 201 : 200, text: result === undefined ? '' : JSON.stringify(result) }
    } catch (error) {
      if (!(error instanceof PayPalRefused)) throw error
      return { status: error.status, text: JSON.stringify({ name: error.status === 404 ? 'RESOURCE_NOT_FOUND' : 'UNPROCESSABLE_ENTITY', debug_id: 'peer', details: [{ issue: error.issue }] }) }
    }
  }

  private run(call: string, id: string, fields: Record<string, unknown>, body: string): unknown {
    const { books } = this
    switch (call) {
      case 'POST /v2/checkout/orders': return this.orderView(books.createOrder(fields))
      case 'GET /v2/checkout/orders/:id': return this.orderView(books.order(id))
      case 'POST /v2/checkout/orders/:id/capture': return this.orderView(books.capture(id))
      case 'POST /v2/payments/captures/:id/refund': return refundView(books.refund(id, fields))
      case 'GET /v2/payments/refunds/:id': return refundView(found(books.refunds.get(id)))
      case 'POST /v3/vault/setup-tokens': return this.newSetup(fields)
      case 'GET /v3/vault/setup-tokens/:id': return { id, status: found(books.setups.get(id)).status, links: [] }
      case 'POST /v3/vault/payment-tokens': return this.keep()
      case 'DELETE /v3/vault/payment-tokens/:id': return books.vault.delete(id) ? undefined : found(undefined)
      case 'GET /v1/reporting/transactions': return { total_pages: 1, transaction_details: books.transactions() }
      case 'POST /v1/notifications/verify-webhook-signature': return { verification_status: this.certificate.confirms(fields, body) ? 'SUCCESS' : 'FAILURE' }
      default: throw new PayPalRefused(404, `no such call: ${call}`)
    }
  }

  private newSetup(fields: Record<string, unknown>): unknown {
    const id = newPayPalId()
    const source = fields.payment_source as { paypal: { experience_context: { return_url: string } } }
    this.books.setups.set(id, { status: 'PAYER_ACTION_REQUIRED', returnUrl: source.paypal.experience_context.return_url })
    return { id, status: 'PAYER_ACTION_REQUIRED', links: [{ rel: 'approve', href: `${this.origin}/approve/${id}`, method: 'GET' }] }
  }

  private keep(): unknown {
    const id = newPayPalId().toLowerCase()
    this.books.vault.set(id, null)
    return { id, customer: { id: 'customer_1' }, payment_source: { paypal: { email_address: 'buyer@example.com' } }, links: [] }
  }

  private orderView(order: PeerOrder): unknown {
    const vault = order.vaultId ? { vault: { id: order.vaultId, status: 'VAULTED', customer: { id: 'customer_1' } } } : undefined
    return {
      id: order.id, status: order.status, links: order.status === 'PAYER_ACTION_REQUIRED' ? [{ rel: 'payer-action', href: `${this.origin}/approve/${order.id}`, method: 'GET' }] : [],
      ...(order.capture ? { payment_source: { paypal: { email_address: 'buyer@example.com', ...(vault ? { attributes: vault } : {}) } } } : {}),
      purchase_units: [{ custom_id: order.custom_id, amount: order.amount, ...(order.capture ? { payments: { captures: [order.capture] } } : {}) }],
    }
  }

  /** The buttons' script, and the frame it puts on the page. PayPal refuses a script without a client id too. */
  private sdk({ pathname, searchParams }: URL, response: ServerResponse): void {
    if (pathname === '/sdk/button') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(buttonFrame)
    if (pathname !== '/sdk/js' || !searchParams.get('client-id')) return void response.writeHead(400).end()
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(buttonsScript(this.origin))
  }

  /** `?window` is the one that the buttons open: it tells them what was decided instead of leading back. */
  private async page(method: string, id: string, body: string, response: ServerResponse): Promise<void> {
    const order = this.books.orders.get(id)
    const setup = this.books.setups.get(id)
    const back = order?.returnUrl ?? setup?.returnUrl
    if (!back) return void response.writeHead(404).end()
    const html = { 'content-type': 'text/html; charset=utf-8' }
    if (method !== 'POST') return void response.writeHead(200, html).end(approvalPage(encodeURI(order?.cancelUrl ?? back)))
    if (order) await this.approve(id)
    if (setup) setup.status = 'APPROVED'
    const target = new URL(back)
    target.searchParams.set('token', id)
    response.writeHead(303, { location: target.toString() }).end()
  }
}

const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new PayPalRefused(404, 'INVALID_RESOURCE_ID')
  return value
}

const refundView = ({ captureId: _captureId, ...refund }: PeerRefund): unknown => refund

/** `GET /v2/checkout/orders/ABC` → the call with `:id`, and the id. */
function patternOf(method: string, pathname: string): [string, string] {
  const id = /\/(?:orders|captures|refunds|setup-tokens|payment-tokens)\/([^/]+)/.exec(pathname)?.[1] ?? ''
  return [`${method} ${id ? pathname.replace(id, ':id') : pathname}`, decodeURIComponent(id)]
}
