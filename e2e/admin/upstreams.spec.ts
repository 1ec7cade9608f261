import { expect, test } from '@playwright/test'
import { startFakeUpstream } from '../../lib/testing/fake-upstream'
import { signedIn } from '../fixtures/client'
import { inLanguage, languages, texts } from '../fixtures/texts'

for (const language of languages) {
  test(`staff add a server, see why it does not serve, mend it, switch it off and remove it (${language})`, async ({ playwright, browser, baseURL }) => {
    const [t, upstream, staff] = [texts(language), await startFakeUpstream(), await signedIn(playwright, baseURL, 'staff')]
    const context = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
    const page = await context.newPage()
    const name = `Server ${language} ${crypto.randomUUID().slice(0, 6)}`

    await page.goto(inLanguage(language, '/admin/upstreams'))
    await page.getByRole('link', { name: t('admin.upstreams.add') }).click()
    await page.getByRole('link', { name: 'Ollama' }).click()
    await expect(page.locator('[name=baseUrl]')).toHaveValue('http://localhost:11434/v1')
    await page.locator('[name=baseUrl]').fill(upstream.baseUrl)
    await page.locator('[name=name]').fill(name)
    await page.locator('[name=secret]').fill('sk-wrong')
    await page.locator('main form:has([name=baseUrl]) [type=submit]').click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

    const check = page.getByRole('button', { name: t('admin.upstreams.test') })
    upstream.script = { status: 401 }
    await check.click()
    await expect(page.getByRole('alert').filter({ hasText: t('admin.upstreams.reasons.unauthorized') }).first()).toBeVisible()
    upstream.script = {}
    await check.click()
    await expect(page.getByText(t('admin.upstreams.testOk'))).toBeVisible()
    await expect(page.locator('main')).toContainText(/\d+ ms/)
    // The platform looks at its servers by itself too, whenever that is.
    expect(upstream.tokens.length).toBeGreaterThan(1)
    expect(new Set(upstream.tokens)).toEqual(new Set(['Bearer sk-wrong']))

    await page.getByRole('button', { name: t('admin.upstreams.switchOff') }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('admin.upstreams.switchOff') }).click()
    await expect(page.getByRole('button', { name: t('admin.upstreams.switchOn') })).toBeVisible()
    await page.getByRole('button', { name: t('admin.upstreams.remove'), exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('admin.upstreams.remove') }).click()
    await page.waitForURL(/\/admin\/upstreams$/)
    await expect(page.getByText(name)).toHaveCount(0)
    await Promise.all([context.close(), staff.dispose(), upstream.close()])
  })
}
