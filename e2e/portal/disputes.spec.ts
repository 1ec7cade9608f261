import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language } from '../fixtures/texts'

const payButton = 'main form:has([name=hash]) [type=submit]'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

/** Buys Pro with a test payment. Ends on the payment's page. @returns the test page's address */
async function buyPro(page: Page, language: Language): Promise<string> {
  await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
  await page.locator('[name=provider][value=sandbox]').check()
  await page.locator(payButton).click()
  await page.waitForURL('**/sandbox-payments/**')
  const testPage = page.url()
  await page.locator('[name=outcome][value=succeed]').click()
  await page.waitForURL('**/checkout/pay_*')
  return testPage
}

/** Our dispute of the payment that a page is about. */
async function disputeOf(paymentPage: string): Promise<string> {
  const { data } = (await (await staff.get('/api/admin/disputes?state=open')).json()) as { data: { id: string; payment_id: string }[] }
  return data.find(({ payment_id: id }) => paymentPage.endsWith(id))?.id ?? ''
}

for (const language of languages) {
  const t = texts(language)

  test(`a bank takes a payment back and decides: the payment’s page tells it, staff see until when to answer (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    const testPage = await buyPro(page, language)
    const payment = page.url()
    await expect(page.getByRole('list', { name: t('data.timeline') }).getByText(t('billing.history.event.succeeded'), { exact: true })).toBeVisible()

    await page.goto(testPage)
    await page.locator('[name=reason]').selectOption('product_not_received')
    await page.locator('[name=act][value=open]').click()
    await expect(page.locator('[name=act][value=win]')).toBeVisible()
    await expect.poll(async () => { await page.goto(payment); return page.getByText(t('billing.history.reason.product_not_received')).count() }, { timeout: 90_000 }).toBeGreaterThan(0)

    const desk = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
    const staffPage = await desk.newPage()
    await staffPage.goto(inLanguage(language, '/admin/payments/disputes?state=open'))
    await expect(staffPage.getByRole('table').getByText('$29.00').first()).toBeVisible()
    await staffPage.goto(inLanguage(language, `/admin/payments/disputes/${await disputeOf(payment)}`))
    await expect(staffPage.getByText(t('admin.disputes.evidence'))).toBeVisible()
    await staffPage.getByRole('link', { name: t('admin.disputes.decideTest') }).evaluate((link) => link.removeAttribute('target'))
    await staffPage.getByRole('link', { name: t('admin.disputes.decideTest') }).click()
    await staffPage.locator('[name=act][value=win]').click()
    await expect.poll(async () => {
      const { data } = (await (await context.request.get('/api/invoices')).json()) as { data: { payment_status: string; is_disputed: boolean }[] }
      return data.map(({ payment_status: status, is_disputed: disputed }) => [status, disputed])
    }, { timeout: 90_000 }).toEqual([['paid', false]])
    await desk.close()
    await context.close()
  })
}
