import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { newFreeClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language, type Texts } from '../fixtures/texts'

type Job = { page: Page; t: Texts; at: (address: string) => string; language: Language; baseURL: string }

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

for (const language of languages) {
  test(`a key is made with limits, used, bound, renewed, found when it leaks and ended at once (${language})`, async ({ browser, baseURL }) => {
    const context = await newFreeClient(browser, staff, baseURL)
    const page = await context.newPage()
    const job: Job = { page, t: texts(language), at: (address) => inLanguage(language, address), language, baseURL: baseURL ?? '' }

    const first = await test.step('make it with a cap and addresses', () => makeKey(job))
    expect(await call(job, first)).toMatchObject({ status: 200 })

    await test.step('bound to another address it is refused by name, from the next request', async () => {
      await bindTo(job, '203.0.113.0/24')
      const refused = await call(job, first)
      expect(refused).toMatchObject({ status: 403, code: 'ip_not_allowed' })
      expect(refused.message).toContain(language === 'ar' ? 'لا يُسمح' : 'may not be used from')
      await bindTo(job, '')
      expect(await call(job, first)).toMatchObject({ status: 200 })
    })

    const second = await test.step('renew it: both secrets work through the grace', () => renew(job))
    expect(second).not.toBe(first)
    expect([(await call(job, first)).status, (await call(job, second)).status]).toEqual([200, 200])

    await test.step('its requests and its history tell what happened', () => readOn(job))

    await test.step('found by the line it leaked in, and revoked there: refused at once, both secrets', async () => {
      await findAndRevoke(job, first)
      expect([(await call(job, first)).status, (await call(job, second)).status]).toEqual([401, 401])
    })
    await context.close()
  })
}

async function makeKey({ page, t, at }: Job): Promise<string> {
  await page.goto(at('/keys'))
  await page.getByRole('main').getByRole('link', { name: t('keys.page.create') }).click()
  await expect(page.getByRole('heading', { level: 1, name: t('keys.form.createTitle') })).toBeVisible()
  await page.locator('[name=name]').fill('Production')
  await page.getByText(t('keys.form.caps'), { exact: true }).click()
  await page.locator('[name=spendCapDay]').fill('not money')
  await page.getByText(t('keys.form.bounds'), { exact: true }).click()
  await page.locator('[name=allowedIps]').fill('127.0.0.0/8\n::1')
  await page.locator('main form [type=submit]').click()
  await expect(page.locator('[name=spendCapDay]')).toBeFocused()
  await expect(page.locator('[name=allowedIps]'), 'nothing that was typed is lost').toHaveValue('127.0.0.0/8\n::1')
  await page.locator('[name=spendCapDay]').fill('2.50')
  await page.locator('main form [type=submit]').click()
  const secret = await takeSecret(page.getByRole('dialog', { name: t('keys.created.title') }), t)
  await page.waitForURL('**/keys/key_*')
  await expect(page.getByRole('heading', { level: 1, name: 'Production' })).toBeVisible()
  await expect(page.locator('main')).toContainText('$2.50')
  expect(await page.content(), 'the secret stays nowhere in the page').not.toContain(secret)
  return secret
}

async function takeSecret(shown: Locator, t: Texts): Promise<string> {
  const secret = (await shown.locator('code').innerText()).trim()
  expect(secret).toMatch(/^mk_live_[\w-]{43}$/)
  await shown.getByLabel(t('common.savedIt')).check()
  await shown.getByRole('button', { name: t('common.close'), exact: true }).last().click()
  await expect(shown).toBeHidden()
  return secret
}

async function call({ baseURL, language }: Job, secret: string): Promise<{ status: number; code?: string; message?: string }> {
  const answer = await fetch(`${baseURL}/api/v1/chat/completions`, {
    method: 'POST', headers: { 'authorization': `Bearer ${secret}`, 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify({ model: 'nicholas-core', max_tokens: 8, messages: [{ role: 'user', content: 'Hello' }] }),
  })
  const { error } = (await answer.json()) as { error?: { code: string; message: string } }
  return { status: answer.status, ...error }
}

const tab = ({ page, t }: Job, name: string): Locator => page.getByRole('navigation', { name: t('keys.tabs.label') }).getByRole('link', { name: t(`keys.tabs.${name}`) })

async function bindTo(job: Job, ranges: string): Promise<void> {
  const { page, t } = job
  await tab(job, 'limits').click()
  await page.locator('[name=allowedIps]').fill(ranges)
  await page.locator('main form:has([name=allowedIps]) [type=submit]').click()
  await expect(page.getByText(t('keys.form.saved')).first()).toBeVisible()
  await page.reload()
  await expect(page.locator('[name=allowedIps]')).toHaveValue(ranges)
}

async function renew({ page, t }: Job): Promise<string> {
  await page.getByRole('button', { name: t('keys.renew.act') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('[name=graceSeconds][value="86400"]')).toBeChecked()
  await dialog.locator('[name=graceSeconds][value="3600"]').check()
  await dialog.locator('[type=submit]').click()
  return takeSecret(page.getByRole('dialog', { name: t('keys.created.renewedTitle') }), t)
}

async function readOn(job: Job): Promise<void> {
  const { page, t } = job
  await expect(async () => {
    await page.reload()
    await tab(job, 'requests').click()
    await expect(page.locator('main a[href*="/usage/req_"]:visible').first()).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 90_000 })
  await page.locator('main form [name=status]').selectOption('error')
  await page.locator('main form [type=submit]').click()
  await expect(page.getByText(t('keys.requests.noMatch'))).toBeVisible()
  await tab(job, 'history').click()
  for (const act of ['renew', 'update', 'create']) await expect(page.getByText(t(`keys.event.${act}`), { exact: true }).first()).toBeVisible()
  await expect(page.locator('main')).toContainText('203.0.113.0/24')
}

async function findAndRevoke({ page, t, at }: Job, secret: string): Promise<void> {
  await page.goto(at('/keys'))
  await page.getByRole('link', { name: t('keys.find.open') }).click()
  const field = page.locator('main [name=secret]')
  await field.fill(`mk_live_${'A'.repeat(43)}`)
  await page.locator('main form [type=submit]').click()
  await expect(page.getByText(t('keys.find.none'))).toBeVisible()
  await field.fill(`curl -H "Authorization: Bearer ${secret}" https://api.example.test`)
  await page.locator('main form [type=submit]').click()
  await expect(page.getByRole('heading', { level: 2, name: 'Production' })).toBeVisible()
  expect(page.url()).not.toContain('mk_live')
  await page.getByRole('button', { name: t('keys.revoke.act') }).click()
  await page.getByRole('dialog').locator('[type=submit]').click()
  await expect(page.getByText(t('keys.find.revoked'))).toBeVisible()
}
