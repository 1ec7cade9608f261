import { expect, test, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test'
import { endQuote, mine, openCoins, readChains, send, type Coin } from '../fixtures/chains'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language } from '../fixtures/texts'

type CoinPayment = { payment_id: string; status: string; address: string; amount_text: string; received: { status: string; is_late: boolean }[] }
const payButton = 'main form:has([name=hash]) [type=submit]'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
  await openCoins(staff)
})
test.afterAll(() => staff.dispose())

/** Orders Pro to be paid with a coin. Ends on the page that says what to send where. */
async function orderWith(page: Page, language: Language, coin: Coin): Promise<CoinPayment> {
  await expect(async () => {
    await page.goto(inLanguage(language, '/checkout?plan=pro&interval=month'))
    await expect(page.locator('[name=provider][value=crypto]')).toBeEnabled({ timeout: 1_000 })
  }).toPass({ timeout: 90_000 })
  await page.locator('[name=provider][value=crypto]').check()
  await page.locator(payButton).click()
  await page.waitForURL('**/coins')
  await page.locator(`[name=asset][value=${coin}]`).check()
  await page.locator('main form:has([name=asset]) [type=submit]').click()
  await expect(page.getByRole('img', { name: texts(language)('coins.qr') })).toBeVisible()
  return stateOf(page)
}

async function stateOf(page: Page): Promise<CoinPayment> {
  const id = /pay_\w+/.exec(page.url())?.[0] ?? ''
  const answer = await page.request.get(`/api/coin-payments/${id}`)
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as CoinPayment
}

/** Has the chain read until the payment stands so. The page is left alone: it must find out by itself. */
async function untilIs(page: Page, status: string): Promise<void> {
  await expect.poll(async () => { await readChains(); return (await stateOf(page)).status }, { timeout: 60_000, intervals: [1_000] }).toBe(status)
}

/** Has the chain read until so many payments count. */
async function untilCame(page: Page, count: number): Promise<void> {
  await expect.poll(async () => { await readChains(); return (await stateOf(page)).received.length }, { timeout: 60_000, intervals: [1_000] }).toBe(count)
}

async function customer(browser: Parameters<typeof newClient>[0], baseURL: string | undefined): Promise<{ context: BrowserContext; page: Page }> {
  const context = await newClient(browser, staff, baseURL)
  return { context, page: await context.newPage() }
}

for (const language of languages) {
  const t = texts(language)

  test(`USDT pays: the page shows it seen, counts its confirmations and says paid, by itself (${language})`, async ({ browser, baseURL }) => {
    const { context, page } = await customer(browser, baseURL)
    const { address, amount_text: amount } = await orderWith(page, language, 'USDT')
    await expect(page.getByText(address, { exact: true })).toBeVisible()
    await expect(page.getByText(`${amount} USDT`, { exact: true }).first()).toBeVisible()
    await expect(page.getByText(t('coins.warning.USDT.title'))).toBeVisible()

    await send('USDT', address, amount)
    await mine('USDT', 1)
    await untilIs(page, 'seen')
    await expect(page.getByText(t('coins.status.seen'))).toBeVisible({ timeout: 90_000 })
    await mine('USDT', 12)
    await untilIs(page, 'paid')
    await expect(page.getByText(t('coins.progress.booked'))).toBeVisible({ timeout: 90_000 })
    await page.getByRole('link', { name: t('coins.toReceipt') }).click()
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    await context.close()
  })

  test(`staff say that coins at a payment’s address are their own (${language})`, async ({ browser, baseURL }) => {
    const { context, page } = await customer(browser, baseURL)
    const { address, payment_id: paymentId } = await orderWith(page, language, 'USDT')
    await send('ETH', address, '0.001')
    await mine('ETH', 1)
    await untilCame(page, 1)
    const console_ = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
    const addresses = await console_.newPage()
    await addresses.goto(inLanguage(language, `/admin/payments/coins/addresses?q=${paymentId}`))
    await addresses.locator('main table button').last().click()
    const dialog = addresses.getByRole('dialog')
    await dialog.locator('[type=submit]').click()
    await expect(dialog.locator('[name=note]')).toBeFocused()
    await dialog.locator('[name=note]').fill('Gas to move the tokens on')
    await dialog.locator('[type=submit]').click()
    await expect(addresses.getByRole('table').getByText(t('admin.coins.notCounted', { coins: '\u20660.001 ETH\u2069' }))).toBeVisible()
    await untilCame(page, 0)
    await Promise.all([console_.close(), context.close()])
  })

  test(`BTC that comes after the price had ended counts at the rate of its time (${language})`, async ({ browser, baseURL }) => {
    const { context, page } = await customer(browser, baseURL)
    const { address, amount_text: amount, payment_id: paymentId } = await orderWith(page, language, 'BTC')
    await endQuote(paymentId)
    await page.reload()
    await expect(page.getByRole('button', { name: t('coins.renew') })).toBeVisible()
    await send('BTC', address, amount)
    await untilIs(page, 'late')
    await expect(page.getByText(t('coins.status.late'))).toBeVisible({ timeout: 90_000 })
    await mine('BTC', 1)
    await untilIs(page, 'paid')
    await expect(page.getByText(t('coins.progress.late'), { exact: false })).toBeVisible({ timeout: 90_000 })
    expect((await stateOf(page)).received).toMatchObject([{ status: 'booked', is_late: true }])
    await context.close()
  })
}
