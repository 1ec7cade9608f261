import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { newFreeClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language, type Texts } from '../fixtures/texts'

type Job = { page: Page; t: Texts; at: (address: string) => string; language: Language }

let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
})
test.afterAll(() => staff.dispose())

for (const language of languages) {
  test(`the playground answers, stops, compares two models and remembers (${language})`, async ({ browser, baseURL }) => {
    const context = await newFreeClient(browser, staff, baseURL)
    const page = await context.newPage()
    const job: Job = { page, t: texts(language), at: (address) => inLanguage(language, address), language }
    const question = language === 'ar' ? 'ما هو مفتاح الواجهة؟' : 'What is an "API" key?'
    await page.goto(job.at('/playground'))

    await test.step('an answer with its tokens and cost, and the same request as code without a key in it', async () => {
      await ask(job, question)
      await expect(answers(job).first().locator('footer')).toContainText('$', { timeout: 90_000 })
      await expect(page.locator('pre:visible').or(page.getByRole('button', { name: job.t('playground.code') })).first()).toBeVisible()
      const code = await page.locator('pre').first().innerText().catch(() => '')
      expect(code).not.toContain('mk_live')
    })

    await test.step('Stop ends the waiting at once and says so', async () => {
      await page.route('**/api/playground', async (route) => { await sleep(15_000); await route.continue().catch(() => undefined) })
      await ask(job, question)
      await page.keyboard.press('Escape')
      await expect(page.getByText(job.t('playground.stopped'))).toBeVisible()
      await page.unroute('**/api/playground')
    })

    await test.step('two models answer the same question side by side', async () => {
      await page.getByRole('button', { name: job.t('playground.newConversation'), exact: true }).click()
      await page.getByRole('button', { name: job.t('playground.compare') }).first().click()
      await ask(job, question)
      await expect(answers(job)).toHaveCount(2)
      for (const answer of await answers(job).all()) await expect(answer.locator('footer')).toContainText('$', { timeout: 90_000 })
    })

    await test.step('what was said is kept, opened again after a reload, renamed and deleted', () => remember(job, question))
    await context.close()
  })
}

/** A stream as a model that thinks sends it. */
const thinking = (thought: string, answer: string): string =>
  [{ reasoning_content: thought }, { content: answer }].map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`).join('') + 'data: [DONE]\n\n'

test('what a model thought is folded under its name, and two windows of one conversation lose nothing', async ({ browser, baseURL }) => {
  const context = await newFreeClient(browser, staff, baseURL)
  const language = 'ar'
  const job = async (): Promise<Job> => ({ page: await context.newPage(), t: texts(language), at: (address) => inLanguage(language, address), language })
  await context.route('**/api/playground', (route) => route.fulfill({ contentType: 'text/event-stream', body: thinking('First I count the sheep.', 'Seven.') }))
  const [one, two] = [await job(), await job()]
  await one.page.goto(one.at('/playground'))
  await askSurely(one, 'How many?')
  const [fold, thought] = [one.page.getByText(one.t('playground.thought'), { exact: true }), one.page.getByText('First I count the sheep.')]
  await expect(fold).toBeVisible()
  await expect(thought).toBeHidden()
  await fold.click()
  await expect(thought).toBeVisible()
  expect(await thought.evaluate((text) => getComputedStyle(text).direction)).toBe('ltr')
  await one.page.waitForURL('**/playground?c=cnv_*')
  await one.page.reload()
  await expect(fold).toBeVisible()

  await two.page.goto(one.page.url())
  await expect(answers(two)).toHaveCount(1)
  await askSurely(one, 'And tomorrow?')
  await expect(one.page.getByText(one.t('playground.history.state.saved'))).toBeVisible()
  await askSurely(two, 'And yesterday?')
  await expect(two.page.getByText(two.t('playground.history.state.copied'))).toBeVisible()
  await expect.poll(() => two.page.url()).not.toBe(one.page.url())
  for (const { page, last } of [{ ...one, last: 'And tomorrow?' }, { ...two, last: 'And yesterday?' }]) {
    await page.reload()
    await expect(page.locator('main ol article').getByText(last)).toBeVisible()
  }
  await context.close()
})

/** The same once the page listens, however long that takes. */
async function askSurely({ page, t }: Job, question: string): Promise<void> {
  const field = page.getByRole('textbox', { name: t('playground.composer'), exact: true })
  const run = page.locator('form', { has: field }).locator('button[type="submit"]')
  await expect(async () => {
    await field.fill('')
    await field.fill(question)
    await expect(run).toBeEnabled({ timeout: 2_000 })
  }).toPass()
  await run.click()
}

async function ask({ page, t }: Job, question: string): Promise<void> {
  await page.getByRole('textbox', { name: t('playground.composer'), exact: true }).fill(question)
  await page.keyboard.press('Control+Enter')
}

/** Articles of answers; those of questions are named as messages. */
const answers = ({ page, t }: Job): Locator => page.locator('main ol article').filter({ hasNot: page.getByRole('heading', { level: 3, name: t('playground.you'), exact: true }) })

async function remember(job: Job, question: string): Promise<void> {
  const { page, t } = job
  await page.waitForURL('**/playground?c=cnv_*')
  await page.reload()
  await expect(answers(job)).toHaveCount(2)
  await page.getByRole('button', { name: t('playground.history.title') }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('listitem')).toHaveCount(2)
  const isolated = `\u2068${question}\u2069`
  await panel.getByRole('button', { name: t('playground.history.renameOne', { title: isolated }) }).first().click()
  await panel.getByRole('textbox', { name: t('playground.history.newTitle') }).fill('Compared')
  await panel.getByRole('button', { name: t('playground.history.save') }).click()
  await expect(panel.getByText('Compared')).toBeVisible()
  await panel.getByRole('listitem').last().getByRole('button').first().click()
  await expect(panel).toBeHidden()
  await expect(page.getByText(t('playground.stopped')), 'the earlier conversation is open').toBeVisible()
  await page.getByRole('button', { name: t('playground.history.title') }).click()
  await panel.getByRole('button', { name: t('playground.history.clear'), exact: true }).click()
  await panel.getByRole('button', { name: t('playground.history.clear'), exact: true }).click()
  await expect(panel.getByText(t('playground.history.empty'))).toBeVisible()
  // Shown at once; the next page knows of it when the server does.
  const kept = page.waitForResponse((answer) => answer.request().method() !== 'GET' && answer.url().endsWith('/api/playground/history'))
  await panel.getByRole('switch').click()
  await expect(panel.getByRole('switch')).not.toBeChecked()
  expect((await kept).ok()).toBe(true)
  await page.keyboard.press('Escape')
  await page.goto(job.at('/playground'))
  await ask(job, question)
  await expect(page.getByText(t('playground.history.state.off'))).toBeVisible({ timeout: 90_000 })
}
