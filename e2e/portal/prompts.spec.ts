import { expect, test, type APIRequestContext } from '@playwright/test'
import { newFreeClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts } from '../fixtures/texts'

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => { staff = await signedIn(playwright, baseURL, 'staff') })
test.afterAll(() => staff.dispose())

for (const language of languages) {
  test(`prompts are kept when asked for, shown on the request's page, and deleted when told so (${language})`, async ({ browser, baseURL }) => {
    const context = await newFreeClient(browser, staff, baseURL)
    const [page, t] = [await context.newPage(), texts(language)]
    const at = (address: string): string => inLanguage(language, address)

    await page.goto(at('/settings/prompts'))
    await expect(page.getByRole('switch')).not.toBeChecked()
    await page.getByRole('switch').click()
    await page.locator('[name=retentionDays]').fill('7')
    await page.getByRole('button', { name: t('usage.promptStorage.save'), exact: true }).click()
    await expect(page.getByText(t('usage.promptStorage.saved'), { exact: true })).toBeVisible()

    const made = await context.request.post('/api/keys', { data: { name: 'Prompts' } })
    const { secret } = (await made.json()) as { secret: string }
    const headers = { authorization: `Bearer ${secret}` }
    const models = (await (await context.request.get('/api/v1/models', { headers })).json()) as { data: { id: string; kind: string }[] }
    const model = models.data.find((one) => one.kind === 'chat')?.id ?? ''
    const answer = await context.request.post('/api/v1/chat/completions', { headers, data: { model, max_tokens: 16, messages: [{ role: 'user', content: 'A question to remember' }] } })
    expect(answer.status()).toBe(200)
    const id = answer.headers()['x-request-id'] ?? ''

    await page.goto(at(`/usage/${id}`))
    await expect(page.getByText('A question to remember')).toBeVisible()

    await page.goto(at('/settings/prompts'))
    await page.getByRole('button', { name: t('usage.promptStorage.delete'), exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('usage.promptStorage.delete'), exact: true }).click()
    await expect(page.getByText(t('usage.promptStorage.deleted'), { exact: true })).toBeVisible()
    await page.goto(at(`/usage/${id}`))
    await expect(page.getByText('A question to remember')).toHaveCount(0)
    await context.close()
  })
}
