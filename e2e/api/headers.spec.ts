import { expect, test, type APIResponse } from '@playwright/test'
import { firstRun } from '../fixtures/first-run'

const pages = ['/', '/ar', '/plans', '/sign-in', '/ar/sign-up', '/docs/api', '/nothing-here']

function directives(answer: APIResponse): Map<string, string[]> {
  const policy = answer.headers()['content-security-policy'] ?? ''
  return new Map(policy.split(';').map((part) => part.trim().split(/\s+/)).map(([name = '', ...values]) => [name, values]))
}

for (const address of pages) {
  test(`${address} runs no script but ours and cannot be framed`, async ({ request }) => {
    const answer = await request.get(address)
    const [headers, policy] = [answer.headers(), directives(answer)]
    expect(headers['content-security-policy']).not.toContain('unsafe-')
    const nonce = policy.get('script-src')?.find((value) => value.startsWith("'nonce-"))?.slice(7, -1) ?? ''
    expect(nonce.length).toBeGreaterThanOrEqual(22)
    for (const [name, value] of [['default-src', "'self'"], ['object-src', "'none'"], ['base-uri', "'none'"], ['frame-ancestors', "'none'"]] as const) {
      expect(policy.get(name), name).toEqual([value])
    }
    // Forms lead to us and, where a payment begins, to the pages of the providers that are set up; nowhere else.
    expect(policy.get('form-action')).toEqual(["'self'", process.env.STRIPE_API_BASE, process.env.PAYPAL_API_BASE])
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' })
    expect(headers['permissions-policy']).toContain('camera=()')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['x-request-id']).toMatch(/^req_/)

    const scripts = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
  })
}

test('no two answers share a nonce', async ({ request }) => {
  const policies = [await request.get('/sign-in'), await request.get('/sign-in')].map((answer) => answer.headers()['content-security-policy'])
  expect(policies[0]).not.toBe(policies[1])
})

test('pages with a token in their address tell no other site about it', async ({ request }) => {
  for (const address of ['/verify-email?token=none', '/ar/reset-password?token=none']) {
    expect((await request.get(address)).headers()['referrer-policy'], address).toBe('no-referrer')
  }
})

test('API answers are never cached, sniffed, framed or indexed', async ({ request }) => {
  const answers = [
    await request.get('/api/plans'), await request.get('/api/openapi.json'), await request.get('/api/health/live'),
    await request.get('/api/keys'), await request.get('/api/keys', { headers: { authorization: `Bearer ${firstRun().demoApiKey}` } }),
    await request.get('/api/v1/models', { headers: { authorization: `Bearer ${firstRun().demoApiKey}` } }), await request.get('/api/v1/models'),
  ]
  for (const answer of answers) {
    const headers = answer.headers()
    expect(headers['content-type'], answer.url()).toMatch(/^application\/json/)
    expect(headers['x-content-type-options'], answer.url()).toBe('nosniff')
    expect(headers['cache-control'], answer.url()).toContain('no-store')
    expect(headers['content-security-policy'], answer.url()).toContain("default-src 'none'")
    expect(headers['x-powered-by'], answer.url()).toBeUndefined()
  }
})

test('the session cookie is closed to scripts, other sites and other paths', async ({ request, baseURL }) => {
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string }
  const { demoEmail: email, demoPassword: password } = firstRun()
  const answer = await request.post('/api/auth/callback/credentials', { form: { csrfToken, email, password, json: 'true' } })
  const isHttps = baseURL?.startsWith('https:') === true
  const cookies = answer.headersArray().filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value)
  const session = cookies.find((value) => /^(__Host-)?session=/.test(value)) ?? ''
  expect(session).toMatch(/; *HttpOnly/i)
  expect(session).toMatch(/; *SameSite=Lax/i)
  expect(session).toMatch(/; *Path=\/(;|$)/i)
  expect(session).not.toMatch(/; *Domain=/i)
  expect(/; *Secure/i.test(session)).toBe(isHttps)
})

test('headers that steer the framework inside are worth nothing from outside', async ({ request }) => {
  const forged = {
    'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware', 'x-middleware-rewrite': '/admin', 'x-nonce': 'chosen',
    'content-security-policy': "script-src 'unsafe-inline'", 'x-forwarded-host': 'evil.example', 'x-path': 'https://evil.example/',
  }
  const page = await request.get('/sign-in', { headers: forged })
  expect(page.status()).toBe(200)
  expect(page.headers()['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(page.headers()['content-security-policy']).not.toMatch(/unsafe-|chosen/)
  expect(await page.text()).not.toContain('evil.example')
  for (const address of ['/dashboard', '/admin', '/billing', '/ar/admin/clients']) {
    const answer = await request.get(address, { headers: forged, maxRedirects: 0 })
    const to = answer.headers().location ?? ''
    expect([302, 303, 307, 308, 404], address).toContain(answer.status())
    expect(to, address).not.toContain('evil.example')
    if (answer.status() !== 404) expect(to, address).toContain('/sign-in')
  }
  for (const address of ['/api/keys', '/api/admin/clients']) expect((await request.get(address, { headers: forged })).status(), address).toBe(401)
})
