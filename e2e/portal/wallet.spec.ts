import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { texts } from '../fixtures/texts'

const payButton = 'main form:has([name=hash]) [type=submit]'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

type Wallet = { available_minor: number; grants: { kind: string; remaining_minor: number }[]; pending_top_ups: { state: string }[] }
const walletOf = async (page: Page): Promise<Wallet> => (await (await page.request.get('/api/wallet')).json()) as Wallet

for (const locale of ['en', 'ar'] as const) {
  const t = texts(locale)
  const at = (path: string): string => (locale === 'ar' ? `/ar${path}` : path)

  test(`${locale}: a top-up shows its price, is paid at the provider, and stands on the wallet and its statement`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await page.goto(at('/billing/wallet'))
    await expect(page.getByText(t('billing.wallet.noGrants'))).toBeVisible()
    await page.locator('[name=amount]').fill('42.50')
    await page.getByRole('button', { name: t('billing.wallet.preview') }).click()
    await page.waitForURL(`**${at('/billing/wallet/top-up')}?amount=42.50`)
    await expect(page.getByText(t('billing.wallet.becomesCredit'), { exact: true })).toBeVisible()
    await expect(page.getByText('$42.50').first()).toBeVisible()
    await page.locator(payButton).click()
    await page.waitForURL('**/sandbox-payments/**')
    expect(await walletOf(page)).toMatchObject({ available_minor: 0, pending_top_ups: [{ state: 'pending' }] })
    await page.locator('[name=outcome][value=succeed]').click()
    await page.waitForURL('**/checkout/pay_*')
    await page.getByRole('link', { name: t('checkout.payment.toWallet') }).click()
    await page.waitForURL(`**${at('/billing/wallet')}`)
    expect(await walletOf(page)).toMatchObject({ available_minor: 4_250, grants: [{ kind: 'top_up', remaining_minor: 4_250 }], pending_top_ups: [] })

    await page.getByRole('link', { name: t('billing.wallet.statement') }).click()
    await page.waitForURL(`**${at('/billing/wallet/statement')}`)
    const row = page.getByRole('row').filter({ hasText: t('billing.wallet.kind.top_up') })
    await expect(row).toContainText('$42.50')
    const csv = await page.request.get('/api/wallet/statement.csv')
    expect(csv.headers()['content-type']).toContain('text/csv')
    expect(await csv.text()).toContain(',top_up,42.50,42.50,USD,inv_')
    await row.getByRole('link', { name: t('billing.wallet.seeInvoice') }).click()
    await page.waitForURL('**/billing/invoices/inv_*')
    await context.close()
  })

  test(`${locale}: an order for automatic top-up is kept, and a wrong amount loses nothing that was typed`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    await page.goto(at('/billing/wallet'))
    const form = page.locator('form:has([name=thresholdMinor])')
    await form.locator('[name=isEnabled]').check()
    await form.locator('[name=thresholdMinor]').fill('7.5')
    await form.locator('[name=monthlyCapMinor]').fill('12.345')
    await form.getByRole('button').click()
    await expect(form.locator('[name=monthlyCapMinor]')).toHaveAttribute('aria-invalid', 'true')
    await expect(form.locator('[name=monthlyCapMinor]')).toHaveValue('12.345')
    await expect(form.locator('[name=thresholdMinor]')).toHaveValue('7.5')
    await form.locator('[name=monthlyCapMinor]').fill('75')
    await form.getByRole('button').click()
    await expect(page.getByText(t('billing.wallet.autoSaved'))).toBeVisible()
    const { auto_top_up: kept } = (await (await page.request.get('/api/wallet')).json()) as { auto_top_up: object }
    expect(kept).toMatchObject({ is_enabled: true, threshold_minor: 750, amount_minor: 2_500, monthly_cap_minor: 7_500 })
    await context.close()
  })
}

test('a top-up that was not paid is given up on the wallet page', async ({ browser, baseURL }) => {
  const t = texts('en')
  const context = await newClient(browser, staff, baseURL)
  const page = await context.newPage()
  await page.goto('/billing/wallet/top-up?amount=25')
  await page.locator(payButton).click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.goto('/billing/wallet')
  await page.getByRole('button', { name: t('billing.wallet.giveUp') }).click()
  await page.getByRole('dialog').getByRole('button', { name: t('billing.wallet.giveUp') }).click()
  await expect(page.getByText(t('billing.wallet.pending'))).toBeHidden()
  expect((await walletOf(page)).pending_top_ups).toEqual([])
  await context.close()
})
