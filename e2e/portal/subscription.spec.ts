import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language, type Texts } from '../fixtures/texts'

type Subscription = { id: string; status: string; plan_code: string; quantity: number; pending: object | null; pause_kind: string | null; cancel_at_period_end: boolean }
type Job = { page: Page; t: Texts; at: (address: string) => string; held: () => Promise<Subscription> }

const confirm = 'main form:has([name=hash]) [type=submit]'
const alive = ['trialing', 'active', 'past_due', 'paused']

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

/** Confirms what is shown and pays it on the sandbox's page, when something is due. */
async function payThere(page: Page): Promise<void> {
  await page.locator(confirm).click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=outcome][value=succeed]').click()
  await page.waitForURL('**/checkout/pay_*')
}

async function buyPro({ page, t, at }: Job): Promise<void> {
  await page.goto(at('/checkout?plan=pro&interval=month'))
  await payThere(page)
  await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
}

async function upgrade({ page, t, at, held }: Job): Promise<void> {
  await page.goto(at('/subscription'))
  await expect(page.getByText(t('billing.manage.limits.title'))).toBeVisible()
  await page.getByRole('link', { name: t('billing.manage.changePlan') }).click()
  await page.locator('a[href*="plan=enterprise"]').click()
  await expect(page.getByText(t('checkout.dueToday'))).toBeVisible()
  await expect(page.getByText(t('billing.manage.says.part'))).toBeVisible()
  const due = await page.locator('main .figure-type').innerText()
  await expect(page.locator(confirm)).toContainText(due.replace(/[^\d.,]/g, ''))
  expect((await held()).plan_code).toBe('pro')
  await payThere(page)
  await expect.poll(async () => (await held()).plan_code).toBe('enterprise')
}

async function downgradeAndUndo({ page, t, at, held }: Job): Promise<void> {
  await page.goto(at('/subscription/change?plan=pro'))
  await expect(page.getByText(t('billing.manage.change.none'))).toBeVisible()
  await page.locator(confirm).click()
  await page.waitForURL(/\/subscription$/)
  expect((await held()).pending).not.toBeNull()
  await page.getByRole('link', { name: t('billing.manage.notice.keep', { plan: 'Enterprise' }) }).click()
  await page.locator(confirm).click()
  await page.waitForURL(/\/subscription$/)
  expect(await held()).toMatchObject({ pending: null, plan_code: 'enterprise' })
}

async function pauseAndResume({ page, t, at, held }: Job): Promise<void> {
  await page.goto(at('/subscription'))
  await page.locator('main a[href*="act=pause"]').click()
  await page.locator('main form:has([name=resumesAt]) [type=submit]').click()
  await page.waitForURL(/\/subscription$/)
  await page.getByRole('button', { name: t('billing.manage.notice.takeBack') }).click()
  await expect.poll(async () => (await held()).pause_kind).toBeNull()
  await page.goto(at('/subscription/stop?act=pause'))
  await page.locator(confirm).click()
  await page.waitForURL(/\/subscription$/)
  await expect(page.getByText(t('billing.manage.notice.paused'))).toBeVisible()
  await page.getByRole('link', { name: t('billing.manage.notice.resume') }).click()
  await expect(page.getByText(t('checkout.dueToday'))).toBeVisible()
  await payThere(page)
  await expect.poll(async () => (await held()).status).toBe('active')
}

async function cancelAndKeep({ page, t, at, held }: Job): Promise<void> {
  await page.goto(at('/subscription/stop?act=cancel'))
  await page.locator('[name=reason]').fill('Trying out')
  await page.locator('main form:has([name=reason]) [type=submit]').click()
  await page.waitForURL(/\/subscription$/)
  expect(await held()).toMatchObject({ cancel_at_period_end: true, status: 'active' })
  await page.getByRole('button', { name: t('billing.subscription.uncancel') }).click()
  await page.getByRole('dialog').locator('[type=submit]').click()
  await expect.poll(async () => (await held()).cancel_at_period_end).toBe(false)
  await expect(page.getByText(t('billing.manage.event.uncancel'))).toBeVisible()
}

for (const language of languages) {
  test(`a client changes, pauses, resumes and keeps a subscription, each at the price that was shown (${language})`, async ({ browser, baseURL }) => {
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    const held = async (): Promise<Subscription> => {
      const { data } = (await (await context.request.get('/api/subscriptions')).json()) as { data: Subscription[] }
      const found = data.find(({ status }) => alive.includes(status))
      if (!found) throw new Error('nothing is held')
      return found
    }
    const job: Job = { page, t: texts(language as Language), at: (address) => inLanguage(language, address), held }
    await test.step('buy Pro', () => buyPro(job))
    await test.step('upgrade now, with preview and payment', () => upgrade(job))
    await test.step('schedule a downgrade and undo it', () => downgradeAndUndo(job))
    await test.step('pause, at the end and today, and resume', () => pauseAndResume(job))
    await test.step('cancel at the end and keep it', () => cancelAndKeep(job))
    await context.close()
  })
}

test('a stale preview is refused with a new one, and nothing is charged', async ({ browser, baseURL }) => {
  const context = await newClient(browser, staff, baseURL)
  const page = await context.newPage()
  await buyPro({ page, t: texts('en'), at: (address) => address, held: () => Promise.reject(new Error('not asked')) })
  const { data } = (await (await context.request.get('/api/subscriptions')).json()) as { data: Subscription[] }
  const id = data[0]?.id ?? ''
  const { frozen_at, hash } = (await (await context.request.post(`/api/subscriptions/${id}/preview`, { data: { plan_code: 'enterprise' } })).json()) as { frozen_at: string; hash: string }
  const stale = await context.request.patch(`/api/subscriptions/${id}`, { data: { plan_code: 'enterprise', quantity: 2, frozen_at, hash } })
  expect(stale.status()).toBe(409)
  const { error } = (await stale.json()) as { error: { code: string; preview: { quantity: number; hash: string; due_today_minor: number } } }
  expect(error).toMatchObject({ code: 'stale_preview', preview: { quantity: 2 } })
  expect(error.preview.due_today_minor).toBeGreaterThan(0)
  const invoices = (await (await context.request.get('/api/invoices')).json()) as { data: object[] }
  expect(invoices.data).toHaveLength(1)
  await context.close()
})
