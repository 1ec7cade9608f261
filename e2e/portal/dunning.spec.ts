import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language } from '../fixtures/texts'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

async function read<T>(request: APIRequestContext, address: string): Promise<T[]> {
  const answer = await request.get(address)
  expect(answer.status(), address).toBe(200)
  return ((await answer.json()) as { data: T[] }).data
}

async function tell(address: string, data: object): Promise<{ id: string }> {
  const answer = await staff.post(address, { data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as { id: string }
}

/** Decides on the sandbox's page which card is saved, and goes back. */
async function saveThere(page: Page, card: string): Promise<void> {
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=card]').selectOption(card)
  await page.locator('[name=outcome][value=succeed]').click()
}

/** A clock of the client's own, sent forty days ahead: past the renewal and the first two tries after it. */
async function passRenewal(request: APIRequestContext, name: string): Promise<void> {
  const { memberships } = (await (await request.get('/api/me')).json()) as { memberships: { client_id: string }[] }
  const clock = await tell('/api/admin/test-clocks', { name })
  await tell(`/api/admin/test-clocks/${clock.id}/attach`, { client_id: memberships[0]?.client_id })
  await tell(`/api/admin/test-clocks/${clock.id}/advance`, { to: new Date(Date.now() + 40 * 86_400_000).toISOString() })
  await expect.poll(async () => (await read<{ id: string; target_at: string | null }>(staff, '/api/admin/test-clocks')).find(({ id }) => id === clock.id)?.target_at, { timeout: 90_000 }).toBeNull()
}

for (const language of languages) {
  test(`a renewal that the card declines is shown with what happens when, and paid at once by another card (${language})`, async ({ browser, baseURL }) => {
    const [t, at] = [texts(language as Language), (address: string) => inLanguage(language, address)]
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    const { request } = context
    const held = async () => (await read<{ status: string }>(request, '/api/subscriptions'))[0]

    await page.goto(at('/checkout?plan=pro&interval=month'))
    await page.locator('[name=saveMethod]').check({ force: true })
    await page.locator('main form:has([name=hash]) [type=submit]').click()
    await saveThere(page, 'declines_soft')
    await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
    await passRenewal(request, `Renewal ${language}`)
    expect(await held()).toMatchObject({ status: 'past_due' })
    expect(await read(request, '/api/arrears')).toMatchObject([{ state: 'open', balance_minor: 2_900 }])

    await page.goto(at('/billing'))
    await page.getByRole('link', { name: t('billing.overview.unpaidLink') }).click()
    const timeline = page.getByRole('list', { name: t('billing.unpaid.timeline') })
    await expect(timeline.getByText(t('billing.unpaid.step.retry_failed'))).toHaveCount(3)
    await expect(timeline.getByText(t('billing.unpaid.step.suspend_planned'))).toBeVisible()
    await page.getByRole('link', { name: t('billing.unpaid.card') }).click()
    await page.locator('form:has([name=provider][value=sandbox]) [type=submit]').click()
    await saveThere(page, 'pays')
    await page.waitForURL('**/billing/methods/added/**')

    await expect.poll(async () => (await held())?.status, { timeout: 90_000 }).toBe('active')
    expect(await read(request, '/api/arrears')).toMatchObject([{ state: 'recovered', balance_minor: 0 }])
    await page.goto(at('/billing/unpaid'))
    await expect(page.getByText(t('billing.unpaid.none'))).toBeVisible()
    await expect(timeline.getByText(t('billing.unpaid.step.recovered'), { exact: true })).toBeVisible()
    await context.close()
  })
}
