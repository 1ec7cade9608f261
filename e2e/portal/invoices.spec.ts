import { expect, test, type APIRequestContext } from '@playwright/test'
import { newFreeClient, signedIn } from '../fixtures/client'
import { texts } from '../fixtures/texts'

type Invoice = { id: string; number: string; total_minor: number; balance_minor: number; payment_status: string; document_status: string }

const t = texts('en')
let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

async function clientIdOf(request: APIRequestContext): Promise<string> {
  const { client } = (await (await request.get('/api/me')).json()) as { client: { id: string } | null }
  return client?.id ?? ''
}

test('staff issue a one-off invoice, the client pays it, part of it is refunded, and both see the documents', async ({ browser, baseURL }) => {
  const client = await newFreeClient(browser, staff, baseURL)
  const clientId = await clientIdOf(client.request)
  const desk = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
  const page = await desk.newPage()

  await page.goto(`/admin/invoices/new?clientId=${clientId}`)
  await page.locator('[name=d0]').fill('Onboarding workshop')
  await page.locator('[name=q0]').fill('2')
  await page.locator('[name=u0]').fill('12.5.0')
  await page.getByRole('button', { name: t('admin.invoices.preview') }).click()
  await expect(page.getByText(t('admin.invoices.badAmount', { currency: 'USD' }))).toBeVisible()
  await expect(page.locator('[name=d0]')).toHaveValue('Onboarding workshop')
  await page.locator('[name=u0]').fill('125.00')
  await page.getByRole('button', { name: t('admin.invoices.preview') }).click()
  await page.locator('form:has([name=hash]) [type=submit]').click()
  await page.waitForURL(/\/admin\/invoices\/inv_/)
  const id = page.url().split('/').at(-1) ?? ''

  const customer = await client.newPage()
  await customer.goto(`/billing/invoices/${id}`)
  await customer.locator('main form:has([name=invoiceId]) [type=submit]').click()
  await customer.waitForURL('**/sandbox-payments/**')
  await customer.locator('[name=outcome][value=succeed]').click()
  await customer.waitForURL('**/checkout/pay_*')
  await expect.poll(async () => ((await (await client.request.get(`/api/invoices/${id}`)).json()) as Invoice).payment_status).toBe('paid')

  await page.goto(`/admin/invoices/${id}/refund?scope=amount&amount=100.00&reason=service`)
  await expect(page.getByText(t('admin.invoices.refundGets'))).toBeVisible()
  await page.locator('form:has([name=hash]) [type=submit]').click()
  await page.waitForURL(`**/admin/invoices/${id}`)
  await expect(page.getByRole('heading', { name: t('admin.invoices.refunds') })).toBeVisible()

  const notes = (await (await client.request.get(`/api/credit-notes?invoice_id=${id}`)).json()) as { data: { id: string; number: string; total_minor: number; refund_minor: number }[] }
  expect(notes.data).toMatchObject([{ total_minor: 10_000, refund_minor: 10_000 }])
  const [note] = notes.data
  await customer.goto(`/billing/invoices/${id}`)
  await customer.getByRole('link', { name: note?.number ?? '' }).click()
  await customer.waitForURL('**/billing/credit-notes/**')
  for (const address of [`/api/invoices/${id}/pdf`, `/api/credit-notes/${note?.id ?? ''}/pdf?locale=ar`]) {
    const file = await client.request.get(address)
    expect(file.headers()['content-type']).toBe('application/pdf')
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-')
  }
  await expect.poll(async () => ((await (await staff.get(`/api/admin/invoices/${id}`)).json()) as { refunds: { state: string }[] }).refunds.map(({ state }) => state), { timeout: 90_000 }).toEqual(['succeeded'])
  expect((await client.request.post(`/api/invoices/${id}/refund`, { data: {} })).status()).toBe(403)

  const more = { data: { amount_minor: 100, reason: 'service' } }
  expect((await staff.post(`/api/invoices/${id}/refund`, more)).status()).toBe(422)
  const headers = { 'idempotency-key': `refund-${id}` }
  const answers = [await staff.post(`/api/invoices/${id}/refund`, { ...more, headers }), await staff.post(`/api/invoices/${id}/refund`, { ...more, headers })]
  expect(answers.map((answer) => answer.status())).toEqual([201, 201])
  expect(((await (await staff.get(`/api/admin/invoices/${id}`)).json()) as { refunds: object[] }).refunds).toHaveLength(2)
  await Promise.all([client.close(), desk.close()])
})

test('an unpaid invoice is made void by staff, and its client can pay it no more', async ({ browser, baseURL }) => {
  const client = await newFreeClient(browser, staff, baseURL)
  const made = await staff.post('/api/invoices', { data: { client_id: await clientIdOf(client.request), lines: [{ description: 'Mistake', unit_minor: 5_000 }], due_in_days: 7 } })
  expect(made.status(), await made.text()).toBe(201)
  const { id } = (await made.json()) as Invoice
  const preview = await staff.post(`/api/invoices/${id}/preview`, { data: { act: 'void' } })
  const { frozen_at, hash } = (await preview.json()) as { frozen_at: string; hash: string }
  expect((await staff.post(`/api/invoices/${id}/void`, { data: { frozen_at, hash } })).status()).toBe(200)
  expect((await staff.post(`/api/invoices/${id}/void`, { data: { frozen_at, hash } })).status()).toBe(409)
  expect((await client.request.post(`/api/invoices/${id}/pay`, { data: {} })).status()).toBe(409)
  const page = await client.newPage()
  await page.goto(`/billing/invoices?state=void`)
  await expect(page.locator('main')).toContainText(/MTX-/)
  await client.close()
})
