import { expect, test, type APIRequestContext } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts } from '../fixtures/texts'

type Payment = { id: string; state: string; invoice_id: string; amount_minor: number }
const t = texts('en')
const payButton = 'main form:has([name=hash]) [type=submit]'

async function payments(request: APIRequestContext): Promise<Payment[]> {
  const answer = await request.get('/api/payment-intents')
  expect(answer.status()).toBe(200)
  return ((await answer.json()) as { data: Payment[] }).data
}

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

test('a declined card charges nothing; the next try pays the same invoice', async ({ browser, baseURL }) => {
  const context = await newClient(browser, staff, baseURL)
  const page = await context.newPage()
  await page.goto('/checkout?plan=pro&interval=month')
  await page.locator(payButton).click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=reason]').selectOption('insufficient_funds')
  await page.locator('[name=outcome][value=decline]').click()

  await page.waitForURL('**/checkout/pay_*')
  await expect(page.getByRole('alert').getByText(t('checkout.payment.state.failed'))).toBeVisible()
  await expect(page.getByRole('alert').getByText(t('checkout.payment.reason.insufficient_funds'))).toBeVisible()
  await page.locator('main form:has([name=invoiceId]) [type=submit]').click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=outcome][value=succeed]').click()
  await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()

  const made = await payments(context.request)
  expect(made.map(({ state }) => state).sort()).toEqual(['failed', 'succeeded'])
  expect(new Set(made.map(({ invoice_id }) => invoice_id)).size).toBe(1)
  await context.close()
})

for (const language of languages) {
  const said = texts(language)

  test(`a card whose bank wants a second step pays once it is confirmed, and charges nothing when that is refused (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
    await page.locator(payButton).click()
    await page.waitForURL('**/sandbox-payments/**')
    await page.locator('[name=outcome][value=second_step]').click()
    await expect(page.getByRole('heading', { name: said('billing.sandbox.stepTitle') })).toBeVisible()
    expect((await payments(context.request)).map(({ state }) => state)).toEqual(['awaiting_customer'])
    await page.locator('[name=outcome][value=refuse]').click()

    await page.waitForURL('**/checkout/pay_*')
    await expect(page.getByRole('alert').getByText(said('checkout.payment.reason.authentication_failed'))).toBeVisible()
    await page.locator('main form:has([name=invoiceId]) [type=submit]').click()
    await page.waitForURL('**/sandbox-payments/**')
    await page.locator('[name=outcome][value=second_step]').click()
    await page.locator('[name=outcome][value=approve]').click()
    await expect(page.getByText(said('checkout.payment.active'))).toBeVisible()
    expect((await payments(context.request)).map(({ state }) => state).sort()).toEqual(['failed', 'succeeded'])
    await context.close()
  })
}

test('pressing Pay twice makes one payment', async ({ browser, baseURL }) => {
  const context = await newClient(browser, staff, baseURL)
  const page = await context.newPage()
  await page.goto('/checkout?plan=pro&interval=month')
  await page.locator(payButton).dblclick()
  await page.waitForURL('**/sandbox-payments/**')
  expect(await payments(context.request)).toHaveLength(1)
  await page.locator('[name=outcome][value=succeed]').dblclick()
  await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
  expect((await payments(context.request)).map(({ state }) => state)).toEqual(['succeeded'])
  await context.close()
})

test('Pay pressed in two tabs at once makes one payment', async ({ browser, baseURL }) => {
  const context = await newClient(browser, staff, baseURL)
  const tabs = [await context.newPage(), await context.newPage()]
  for (const tab of tabs) await tab.goto('/checkout?plan=pro&interval=month')
  await Promise.all(tabs.map((tab) => tab.locator(payButton).click()))
  await expect.poll(async () => tabs.some((tab) => tab.url().includes('/sandbox-payments/'))).toBe(true)
  await expect.poll(async () => (await payments(context.request)).length).toBe(1)
  await context.close()
})
