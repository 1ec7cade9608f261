import { fetch } from 'undici'
import type { z } from 'zod'
import { DomainError } from '@/lib/kernel/error'
import { systemClock } from '@/lib/kernel/clock'
import { ErrorAnswer, TokenAnswer } from './paypal-answers'

export const paypalOrigins = { live: 'https://api-m.paypal.com', test: 'https://api-m.sandbox.paypal.com' } as const

const timeoutMs = 15_000
/** A token is given up this long before PayPal says it ends. */
const tokenMarginMs = 60_000

/** PayPal looked at the request and did not do it. `issues` are its machine-readable reasons. */
export class PayPalRefusal extends Error {
  constructor(readonly status: number, readonly issues: readonly string[], message: string) {
    super(message)
  }
}

export type PayPalClientOptions = { clientId: string; clientSecret: string; origin: string }

/** The REST API. PayPal's own library fixes its two addresses and knows no webhooks, so the few calls are made here. */
export class PayPalClient {
  private token: { value: string; expiresAt: number } | undefined

  constructor(private readonly options: PayPalClientOptions) {}

  /** Resolves when PayPal knows us. @throws DomainError not_configured, upstream_failed */
  async ping(): Promise<void> {
    this.token = undefined
    await this.accessToken()
  }

  get<T>(path: string, answer: z.ZodType<T>): Promise<T> {
    return this.call('GET', path, answer)
  }

  /** @param requestId PayPal does the same request id once and answers it again the same way */
  post<T>(path: string, answer: z.ZodType<T>, body: unknown, requestId?: string): Promise<T> {
    return this.call('POST', path, answer, typeof body === 'string' ? body : JSON.stringify(body), requestId)
  }

  delete<T>(path: string, answer: z.ZodType<T>): Promise<T> {
    return this.call('DELETE', path, answer)
  }

  private async call<T>(method: string, path: string, answer: z.ZodType<T>, body?: string, requestId?: string, isRetry = false): Promise<T> {
    const authorization = `Bearer ${await this.accessToken()}`
    const headers = {
      authorization, accept: 'application/json', prefer: 'return=representation', ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(requestId ? { 'paypal-request-id': requestId } : {}),
    }
    const { status, text } = await this.send(method, path, headers, body)
    if (status === 401 && !isRetry) {
      this.token = undefined
      return this.call(method, path, answer, body, requestId, true)
    }
    if (status >= 500 || status === 429) throw new DomainError('upstream_failed', { internal: `PayPal answered ${status} to ${path}`, ...(status === 429 ? { retryAfterSeconds: 1 } : {}) })
    if (status >= 400) throw refusal(status, text)
    const read = answer.safeParse(text === '' ? {} : json(text))
    if (!read.success) throw new DomainError('upstream_failed', { internal: `PayPal's answer to ${path} has another shape`, cause: read.error })
    return read.data
  }

  private async accessToken(): Promise<string> {
    const now = systemClock.now().getTime()
    if (this.token && this.token.expiresAt > now) return this.token.value
    const { clientId, clientSecret } = this.options
    const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    const { status, text } = await this.send('POST', '/v1/oauth2/token', headers, 'grant_type=client_credentials')
    if (status === 401) throw new DomainError('not_configured', { internal: 'PayPal does not know these credentials' })
    const read = TokenAnswer.safeParse(json(text))
    if (status !== 200 || !read.success) throw new DomainError('upstream_failed', { internal: `PayPal gave no token (${status})` })
    this.token = { value: read.data.access_token, expiresAt: now + read.data.expires_in * 1000 - tokenMarginMs }
    return this.token.value
  }

  private async send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<{ status: number; text: string }> {
    try {
      const answer = await fetch(`${this.options.origin}${path}`, { method, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body }) })
      return { status: answer.status, text: await answer.text() }
    } catch (cause) {
      throw new DomainError('upstream_failed', { internal: `PayPal did not answer ${path}`, cause })
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refusal(status: number, text: string): PayPalRefusal {
  const read = ErrorAnswer.safeParse(json(text))
  const issues = read.success ? [read.data.name, ...(read.data.details ?? []).map(({ issue }) => issue)].filter((one) => one !== undefined) : []
  return new PayPalRefusal(status, issues, `PayPal refused (${status}): ${issues.join(', ')} ${read.success ? (read.data.debug_id ?? '') : ''}`)
}

/** Runs a call; what PayPal refused for certain becomes `unsupported`. @throws DomainError */
export async function askingPayPal<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof PayPalRefusal) throw new DomainError(error.status === 401 || error.status === 403 ? 'not_configured' : 'unsupported', { internal: error.message, cause: error })
    throw error
  }
}
