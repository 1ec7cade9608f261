import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { mailTo } from '../fixtures/api-session'
import { signedIn, signInInBrowser, signUpInBrowser } from '../fixtures/client'
import { inLanguage, languages, texts, type Language, type Texts } from '../fixtures/texts'

type Job = { page: Page; t: Texts; at: (address: string) => string; language: Language; baseURL: string }

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

for (const language of languages) {
  test(`a newcomer signs up, pays, calls a model and holds the invoice (${language})`, async ({ page, baseURL }) => {
    const job: Job = { page, t: texts(language), at: (address) => inLanguage(language, address), language, baseURL: baseURL ?? '' }
    const email = `newcomer-${language}-${Date.now()}@example.test`

    await test.step('sign up, confirm the address, sign in', () => signUpInBrowser(page, staff, language, email))
    await test.step('fill in the profile', () => fillProfile(job))
    await test.step('choose Pro and pay', () => buyPro(job))
    const secret = await test.step('create a key', () => createKey(job))
    const requestId = await test.step('call the model with it', () => callModel(job, secret))
    await test.step('the usage page shows the request', () => seeUsage(job, requestId))
    await test.step('ask in the playground', () => ask(job))
    const number = await test.step('open the invoice and download it', () => holdInvoice(job))
    await test.step('the receipt was mailed', async () => {
      expect((await mailTo(staff, email, 'receipt')).text).toContain(number)
    })
    await test.step('sign out', () => signOut(job))
    await test.step('the dashboard asks to sign in and leads back', async () => {
      await page.goto(job.at('/dashboard'))
      await expect(page.getByRole('heading', { level: 1, name: job.t('auth.signIn.title') })).toBeVisible()
      await signInInBrowser(page, email)
    })
  })
}

async function fillProfile({ page, t, at, language }: Job): Promise<void> {
  await page.goto(at('/settings/profile'))
  const form = page.getByRole('form', { name: t('accounts.profile.client') })
  await form.locator('[name=country]').selectOption(language === 'ar' ? 'AE' : 'US')
  await form.locator('[name=companyName]').fill('Palm Studio LLC')
  await form.locator('[type=submit]').click()
  await expect(page.getByText(t('accounts.profile.saved'))).toBeVisible()
  await page.reload()
  await expect(form.locator('[name=companyName]')).toHaveValue('Palm Studio LLC')
}

async function buyPro({ page, t, at }: Job): Promise<void> {
  await page.goto(at('/plans'))
  await page.locator('a[href*="/checkout?plan=pro"]').first().click()
  await expect(page.getByRole('heading', { level: 1, name: t('checkout.title') })).toBeVisible()
  await expect(page.getByText(t('checkout.dueToday'))).toBeVisible()
  const pay = page.locator('main form:has([name=hash]) [type=submit]')
  const amount = /\d[\d,.]*/.exec(await pay.innerText())?.[0] ?? 'no amount'
  await expect(page.locator('main .figure-type').first()).toContainText(amount)
  await pay.click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=outcome][value=succeed]').click()
  await page.waitForURL('**/checkout/pay_*')
  await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
}

async function createKey({ page, t }: Job): Promise<string> {
  await page.getByRole('link', { name: t('checkout.payment.toKeys') }).click()
  await expect(page.getByRole('heading', { level: 1, name: t('keys.page.title') })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: t('keys.page.create') }).click()
  await page.locator('main form [name=name]').fill('website')
  await page.locator('main form [type=submit]').click()
  const shown = page.getByRole('dialog', { name: t('keys.created.title') })
  await expect(shown.getByText(t('keys.created.warning'))).toBeVisible()
  const secret = (await shown.locator('code').innerText()).trim()
  const close = shown.getByRole('button', { name: t('common.close'), exact: true }).last()
  await expect(close).toBeDisabled()
  await shown.getByLabel(t('common.savedIt')).check()
  await close.click()
  await expect(shown).toBeHidden()
  expect(await page.content(), 'the secret stays nowhere in the page').not.toContain(secret)
  return secret
}

async function callModel({ baseURL, language }: Job, secret: string): Promise<string> {
  const answer = await fetch(`${baseURL}/api/v1/chat/completions`, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'nicholas-core', max_tokens: 24, messages: [{ role: 'user', content: language === 'ar' ? 'مرحبا' : 'Hello' }] }),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  const { choices, usage } = JSON.parse(text) as { choices: { message: { content: string } }[]; usage: { total_tokens: number } }
  expect(choices[0]?.message.content).toBeTruthy()
  expect(usage.total_tokens).toBeGreaterThan(0)
  const requestId = answer.headers.get('x-request-id') ?? ''
  expect(requestId).toMatch(/^\w+_[0-9A-Z]{26}$/)
  return requestId
}

async function seeUsage({ page, t, at }: Job, requestId: string): Promise<void> {
  await expect(async () => {
    await page.goto(at('/usage'))
    await expect(page.getByRole('heading', { level: 1, name: t('usage.title') })).toBeVisible()
    await expect(page.locator(`main a[href*="${requestId}"]`).first()).toBeAttached({ timeout: 2_000 })
  }).toPass({ timeout: 90_000 })
  await page.goto(at(`/usage/${requestId}`))
  await expect(page.locator('main')).toContainText(requestId)
}

async function ask({ page, t, at, language }: Job): Promise<void> {
  await page.goto(at('/playground'))
  await page.getByRole('textbox', { name: t('playground.composer'), exact: true }).fill(language === 'ar' ? 'ما هو مفتاح الواجهة؟' : 'What is an API key?')
  await page.getByRole('button', { name: t('playground.run') }).click()
  const answer = page.getByRole('article').nth(1)
  await expect(answer.locator('footer'), 'tokens and cost of the answer').toContainText('$', { timeout: 90_000 })
  expect((await answer.innerText()).length).toBeGreaterThan(20)
}

async function holdInvoice({ page, t, at }: Job): Promise<string> {
  await page.goto(at('/billing/invoices'))
  await page.locator('main a[href*="/billing/invoices/inv_"]:visible').first().click()
  await page.waitForURL('**/billing/invoices/inv_*')
  await expect(page.locator('main').getByText(t('status.invoice.paid')).first()).toBeVisible()
  const number = /[A-Z][A-Z0-9]*-[\d-]+/.exec(await page.getByRole('heading', { level: 1 }).innerText())?.[0] ?? ''
  expect(number).not.toBe('')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: t('billing.invoice.pdf') }).click()])
  const file = await download.path()
  const bytes = fs.readFileSync(file)
  expect(bytes.subarray(0, 4).toString()).toBe('%PDF')
  expect(bytes.length).toBeGreaterThan(5_000)
  const text = pdfText(file)
  if (text !== undefined) expect(text).toContain(number)
  return number
}

/** The text of a PDF, where the machine has poppler's reader. */
function pdfText(file: string): string | undefined {
  try {
    return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function signOut({ page, t, at }: Job): Promise<void> {
  await page.goto(at('/dashboard'))
  await page.locator('[popovertarget=account-menu]').first().click()
  await page.getByRole('button', { name: t('layout.signOut') }).click()
  await page.waitForURL('**/sign-in*')
}
