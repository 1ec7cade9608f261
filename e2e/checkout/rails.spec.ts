import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language } from '../fixtures/texts'

const payButton = 'main form:has([name=hash]) [type=submit]'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

/** The browser refuses PayPal's script, as content blockers do. */
const withoutScript = (page: Page) => page.route('**/sdk/js**', (route) => route.abort())
const payPalButton = (page: Page) => page.frameLocator('iframe[title=PayPal]').getByRole('button')

async function order(page: Page, language: Language, provider: 'stripe' | 'paypal'): Promise<void> {
  await withoutScript(page)
  await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
  await page.locator(`[name=provider][value=${provider}]`).check()
  await page.locator(payButton).click()
}
const onStripe = (page: Page) => page.waitForURL('**/c/pay/**')
const onPayPal = (page: Page) => page.waitForURL('**/approve/**')

async function payments(request: APIRequestContext): Promise<{ state: string; provider: string; invoice_id: string }[]> {
  const answer = await request.get('/api/payment-intents')
  return ((await answer.json()) as { data: { state: string; provider: string; invoice_id: string }[] }).data
}

for (const language of languages) {
  const t = texts(language)

  test(`a card pays on Stripe’s page, also after it was declined there (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await order(page, language, 'stripe')
    await onStripe(page)
    await page.locator('[name=card]').selectOption('0002')
    await page.locator('[value=pay]').click()
    await expect(page.getByRole('alert')).toBeVisible()
    await page.locator('[name=card]').selectOption('4242')
    await page.locator('[value=pay]').click()
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    expect(await payments(context.request)).toMatchObject([{ state: 'succeeded', provider: 'stripe' }])
    await context.close()
  })

  test(`PayPal is approved there, or left there and the card taken instead (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await order(page, language, 'paypal')
    await onPayPal(page)
    await page.getByRole('link').click()
    await page.waitForURL('**/checkout/pay_*')
    await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
    await order(page, language, 'paypal')
    await onPayPal(page)
    await page.locator('[value=approve]').click()
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    const made = await payments(context.request)
    expect(made.filter(({ state }) => state === 'succeeded')).toMatchObject([{ provider: 'paypal' }])
    expect(new Set(made.map(({ invoice_id }) => invoice_id)).size).toBe(1)
    await context.close()
  })
}

for (const language of languages) {
  const t = texts(language)

  test(`PayPal’s button: left and approved later, in another tab too, it is one payment (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    const answer = await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
    expect(answer?.headers()).toMatchObject({ 'cross-origin-opener-policy': 'same-origin-allow-popups', 'content-security-policy': expect.stringContaining(`frame-src ${process.env.PAYPAL_API_BASE}`) })
    await page.locator('[name=provider][value=paypal]').check()
    const [window] = await Promise.all([page.waitForEvent('popup'), payPalButton(page).click()])
    await window.getByRole('link').click()
    await page.waitForURL('**/checkout/pay_*')
    await expect(page.getByText(t('checkout.payment.state.awaiting_customer')).first()).toBeVisible()

    const second = await context.newPage()
    await order(second, language, 'paypal')
    await onPayPal(second)
    const [again] = await Promise.all([page.waitForEvent('popup'), payPalButton(page).click()])
    await again.getByRole('button').click()
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    expect(await payments(context.request)).toMatchObject([{ state: 'succeeded', provider: 'paypal' }])
    await context.close()
  })

  test(`where PayPal’s script hangs, its page is led to and nothing moves meanwhile (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await page.route('**/sdk/js**', () => undefined)
    await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'), { waitUntil: 'domcontentloaded' })
    const box = async () => (await page.locator('main form:has([name=hash])').boundingBox())?.height
    const before = await box()
    await page.locator('[name=provider][value=paypal]').check()
    await expect(page.locator('[data-paypal=loading]')).toBeVisible()
    expect(await box()).toBe(before)
    await expect(page.locator(payButton)).toBeVisible()
    expect(await box()).toBe(before)
    await page.locator(payButton).click()
    await onPayPal(page)
    await page.locator('[value=approve]').click()
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    await context.close()
  })
}

test('pages without a payment let no frame in', async ({ request }) => {
  const headers = (await request.get('/plans')).headers()
  expect(headers['content-security-policy']).toContain("frame-src 'none'")
  expect(headers['cross-origin-opener-policy']).toBe('same-origin')
})

test('a provider that is down is shown so, and the others are offered', async ({ browser, baseURL, request }) => {
  const stripe = process.env.STRIPE_API_BASE ?? ''
  await request.post(`${stripe}/faults`, { data: { fail: 1_000_000 } })
  try {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await expect.poll(async () => {
      await page.goto('/checkout?plan=pro&interval=month')
      return page.locator('[name=provider][value=stripe]').isDisabled()
    }, { timeout: 90_000, intervals: [5_000] }).toBe(true)
    await expect(page.getByText(texts('en')('checkout.unavailable')).first()).toBeVisible()
    await order(page, 'en', 'paypal')
    await onPayPal(page)
    await page.locator('[value=approve]').click()
    await expect(page.getByText(texts('en')('checkout.payment.active'))).toBeVisible()
    await context.close()
  } finally {
    await request.post(`${stripe}/faults`, { data: { fail: 0 } })
  }
})
