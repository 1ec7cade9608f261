import { expect, test } from '@playwright/test'
import { firstRun } from '../fixtures/first-run'
import { signInByProgram } from '../fixtures/api-session'

type Problem = { error: { code: string; message: string; type: string; request_id: string } }

const key = (): Record<string, string> => ({ authorization: `Bearer ${firstRun().demoApiKey}` })

test('every error has the one shape, a request id and no inner text', async ({ request }) => {
  const answers = [
    await request.get('/api/keys'),
    await request.get('/api/invoices/inv_00000000000000000000000000', { headers: key() }),
    await request.post('/api/accounts', { data: { email: 'not an address' } }),
    await request.post('/api/accounts', { headers: { 'content-type': 'application/json' }, data: '{"email":' }),
    await request.post('/api/v1/chat/completions', { headers: key(), data: { model: 3 } }),
    await request.get('/api/v1/nothing-here', { headers: key() }),
    await request.get('/api/nothing-here'),
    await request.put('/api/model-uploads/upl_1/nothing-here', { data: {} }),
  ]
  for (const answer of answers) {
    const text = await answer.text()
    expect(answer.status(), text).toBeGreaterThanOrEqual(400)
    expect(answer.status(), text).toBeLessThan(500)
    const { error } = JSON.parse(text) as Problem
    expect(error.code).toBeTruthy()
    expect(error.message).not.toMatch(/prisma|postgres|at \/|Error:|undefined/i)
    expect(error.request_id).toMatch(/^req_/)
  }
})

test('an error speaks the language that was asked for', async ({ request }) => {
  const answer = await request.get('/api/keys', { headers: { 'accept-language': 'ar' } })
  expect(((await answer.json()) as Problem).error.message).toMatch(/[\u0600-\u06ff]/)
})

test('a body over the limit is refused with 413 and the server goes on', async ({ request }) => {
  const answer = await request.post('/api/v1/chat/completions', { headers: key(), data: { model: 'nicholas-core', messages: [{ role: 'user', content: 'x'.repeat(5_000_000) }] } })
  expect(answer.status()).toBe(413)
  expect((await request.get('/api/health/ready')).status()).toBe(200)
})

test('a sign-up of an address that exists is answered word for word like a new one', async ({ request }) => {
  const sign = (email: string) => request.post('/api/accounts', { data: { email, password: 'correct horse battery 9', name: 'Someone', client_name: 'Someone', accept_terms: true } })
  const [fresh, known] = [await sign(`fresh-${Date.now()}@example.test`), await sign(firstRun().demoEmail)]
  expect(known.status()).toBe(fresh.status())
  expect(await known.text()).toBe(await fresh.text())
})

test('a state-changing request from another site is refused', async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  await signInByProgram(context, firstRun().demoEmail, firstRun().demoPassword)
  const answer = await context.patch('/api/profile', { headers: { origin: 'https://evil.example' }, data: { name: 'Mallory' } })
  expect(answer.status()).toBe(403)
  await context.dispose()
})

test('a revoked session is refused on its next request', async ({ playwright, baseURL }) => {
  const [one, two] = [await playwright.request.newContext({ baseURL: baseURL ?? '' }), await playwright.request.newContext({ baseURL: baseURL ?? '' })]
  for (const context of [one, two]) expect(await signInByProgram(context, firstRun().demoEmail, firstRun().demoPassword)).toBe(200)
  const { data } = (await (await two.get('/api/sessions')).json()) as { data: { id: string; is_current: boolean }[] }
  const mine = data.find((session) => session.is_current)
  expect((await one.delete(`/api/sessions/${mine?.id ?? ''}`)).ok()).toBe(true)
  expect((await two.get('/api/me')).status()).toBe(401)
  expect((await one.get('/api/me')).status()).toBe(200)
  await one.dispose()
  await two.dispose()
})
