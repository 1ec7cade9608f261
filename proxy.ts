import { randomBytes } from 'node:crypto'
import createIntlProxy from 'next-intl/middleware'
import { NextRequest, type NextResponse } from 'next/server'
import { env } from '@/lib/env'
import { pathWithoutLocale } from '@/lib/i18n/path'
import { routing } from '@/lib/i18n/routing'
import { newId } from '@/lib/kernel/id'
import { isPayingPage } from '@/lib/routes'

const chooseLanguage = createIntlProxy(routing)

/** Headers only this process may write; a caller who sends them is trying something. */
const isOurs = (name: string): boolean => name === 'x-nonce' || /^(content-security-policy|x-middleware-)/.test(name)

const languages = routing.locales.join('|')
const marketing = new RegExp(`^(/(${languages}))?(/|/plans|/docs(/.*)?)?$`)
/** Their addresses carry tokens, which must not travel to another site. */
const withToken = new RegExp(`^(/(${languages}))?/(reset-password|verify-email)$`)

/** Where customers pay, for the providers that are set up. */
function paymentPages(): string[] {
  const { STRIPE_SECRET_KEY, STRIPE_API_BASE, PAYPAL_CLIENT_ID, PAYPAL_API_BASE, BILLING_MODE } = env()
  return [
    ...(STRIPE_SECRET_KEY ? [STRIPE_API_BASE ? new URL(STRIPE_API_BASE).origin : 'https://checkout.stripe.com'] : []),
    ...(PAYPAL_CLIENT_ID ? [PAYPAL_API_BASE ? new URL(PAYPAL_API_BASE).origin : `https://www.${BILLING_MODE === 'live' ? '' : 'sandbox.'}paypal.com`] : []),
  ]
}

/** Where PayPal's buttons come from, for the pages that have them; none where PayPal is not set up. */
function buttonHosts(path: string): string[] {
  const { PAYPAL_CLIENT_ID, PAYPAL_SDK_URL } = env()
  if (!PAYPAL_CLIENT_ID || !isPayingPage(pathWithoutLocale(path))) return []
  return PAYPAL_SDK_URL ? [new URL(PAYPAL_SDK_URL).origin] : ['https://*.paypal.com', 'https://*.paypalobjects.com']
}

function policy(nonce: string, isHttps: boolean, buttons: string[]): string {
  const isDev = env().NODE_ENV === 'development'
  return [
    "default-src 'self'",
    // The development server evaluates code and writes style elements of its own; nothing of that is in the build.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    isDev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    ["img-src 'self' data: blob:", ...buttons].join(' '),
    "font-src 'self'",
    [`connect-src 'self'${isDev ? ' ws:' : ''}`, ...buttons].join(' '),
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `frame-src ${buttons.length > 0 ? buttons.join(' ') : "'none'"}`,
    "object-src 'none'",
    "base-uri 'none'",
    // Without scripts a form that starts a payment is led on to the provider's page, which counts as its target.
    ["form-action 'self'", ...paymentPages()].join(' '),
    "frame-ancestors 'none'",
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

type Answer = { path: string; csp: string; requestId: string; isHttps: boolean; opensWindows: boolean }

function secure(response: NextResponse, { path, csp, requestId, isHttps, opensWindows }: Answer): NextResponse {
  const headers: Record<string, string> = {
    'content-security-policy': csp,
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': withToken.test(path) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), midi=(), payment=()',
    // PayPal's window must be able to tell our page what was decided in it.
    'cross-origin-opener-policy': opensWindows ? 'same-origin-allow-popups' : 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'x-permitted-cross-domain-policies': 'none',
    'x-dns-prefetch-control': 'off',
    'cache-control': 'private, no-store',
    ...(marketing.test(path) ? {} : { 'x-robots-tag': 'noindex' }),
    ...(isHttps ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** Picks the language and writes the headers of every page. It decides nothing about access: pages do. */
export default function proxy(request: NextRequest): NextResponse {
  const isHttps = env().PUBLIC_ORIGIN.startsWith('https:')
  const nonce = randomBytes(18).toString('base64')
  const given = request.headers.get('x-request-id') ?? ''
  const requestId = /^req_[0-9A-Z]{26}$/.test(given) ? given : newId('req')
  const buttons = buttonHosts(request.nextUrl.pathname)
  const csp = policy(nonce, isHttps, buttons)
  const headers = new Headers(request.headers)
  for (const name of [...headers.keys()]) if (isOurs(name)) headers.delete(name)
  headers.set('x-nonce', nonce)
  headers.set('x-request-id', requestId)
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search) // where signing in leads back to
  headers.set('content-security-policy', csp) // Next reads the nonce for its own scripts from here
  const response = chooseLanguage(new NextRequest(request.nextUrl, { headers, method: request.method }))
  return secure(response, { path: request.nextUrl.pathname, csp, requestId, isHttps, opensWindows: buttons.length > 0 })
}

/** Everything but the API, Next's own files and the few files at the root: an unknown address gets our page, whatever it looks like. */
export const config = { matcher: ['/((?!api/|_next/|\\.well-known/|robots\\.txt$|manifest\\.webmanifest$|icon\\.svg$).*)'] }
