import { expect, test, type APIRequestContext, type Browser, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { inLanguage, languages, texts, type Language, type Texts } from '../fixtures/texts'

type Job = { page: Page; request: APIRequestContext; t: Texts; at: (address: string) => string; name: string; model: (job: Job) => Promise<void> }

const ready = 60_000
/** What a subscription's end or return means for instances is looked at at once, and once a minute. */
const scanned = 130_000

test.describe.configure({ mode: 'parallel' })
let staff: APIRequestContext
test.beforeAll(async ({ playwright, baseURL }) => {
  staff = await signedIn(playwright, baseURL, 'staff')
  await makeRoom()
})
test.afterAll(() => staff.dispose())

for (const language of languages) {
  test(`an instance is created, called, watched, stopped, resized, suspended when service ends, resumed by payment and deleted (${language})`, async ({ browser, baseURL }) => {
    test.setTimeout(900_000)
    const context = await newClient(browser, staff, baseURL)
    const page = await context.newPage()
    const job: Job = { page, request: context.request, t: texts(language as Language), at: (address) => inLanguage(language, address), name: `atlas-${language}-${Date.now().toString(36)}`, model: language === 'ar' ? ownModel : offeredModel }
    try {
      await buyPro(job)
      const clock = await attachClock(job)
  
      await test.step('create it: model, size, name, price, and then it answers', () => create(job))
      const secret = await test.step('chat with it through the API', () => chat(job))
      await test.step('its log is live', () => watchLog(job, secret))
      await test.step('chat with it in the playground', () => playground(job))
      await test.step('stopped it refuses by name, started it answers again', () => stopAndStart(job, secret))
      await test.step('a larger size, with its price before the button', () => resize(job, secret))
      await test.step('staff suspend it with a reason that its client reads, let it go on, restart and stop it, and delete another', () => hold(job, browser))
      await test.step('when service ends it is suspended and says what to do', () => expire(job, clock))
      await test.step('a payment brings it back', () => resume(job))
      await test.step('delete it by typing its name', () => remove(job))
    } finally {
      await leaveNothing(job)
    }
    await context.close()
  })
}

type Size = { id: string; code: string; name: { en: string; ar: string }; rank: number; memory_bytes: number; pids: number; storage_bytes: number; slots: number; requests_per_minute: number; min_isolation: string }

/** A machine of two cores has no room for two instances of a whole core beside the demo's: the second would wait until the first is deleted. */
async function makeRoom(): Promise<void> {
  const { data } = (await (await staff.get('/api/admin/instance-sizes')).json()) as { data: Size[] }
  const { id, name, rank, pids, slots, ...medium } = data.find(({ code }) => code === 'medium') as Size
  const saved = await staff.put(`/api/admin/instance-sizes/${id}`, { data: {
    name_en: name.en, name_ar: name.ar, rank, pids, slots, cpu_millis: 350, memory_mib: medium.memory_bytes / 1_048_576, storage_mib: medium.storage_bytes / 1_048_576,
    requests_per_minute: medium.requests_per_minute, min_isolation: medium.min_isolation,
  } })
  expect(saved.ok(), await saved.text()).toBe(true)
}

/** What a test that failed leaves behind would take the room of the next one. */
async function leaveNothing({ request }: Job): Promise<void> {
  const { data } = (await (await request.get('/api/instances')).json()) as { data: { id: string }[] }
  for (const { id } of data) await request.delete(`/api/instances/${id}`)
}

async function tell(request: APIRequestContext, address: string, data: object): Promise<{ id: string; secret: string; adjustment_id: string }> {
  const answer = await request.post(address, { data, headers: { 'idempotency-key': crypto.randomUUID() } })
  expect(answer.ok(), `${address}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as { id: string; secret: string; adjustment_id: string }
}

/** Pays for the plan in the browser, with a card that is kept. */
async function buyPro({ page, t, at }: Job): Promise<void> {
  await page.goto(at('/checkout?plan=pro&interval=month'))
  await page.locator('main form:has([name=hash]) [type=submit]').click()
  await page.waitForURL('**/sandbox-payments/**')
  await page.locator('[name=card]').selectOption('pays')
  await page.locator('[name=outcome][value=succeed]').click()
  await expect(page.getByText(t('checkout.payment.active'))).toBeVisible()
}

async function attachClock({ request, name }: Job): Promise<string> {
  const { memberships } = (await (await request.get('/api/me')).json()) as { memberships: { client_id: string }[] }
  const { id } = await tell(staff, '/api/admin/test-clocks', { name })
  const clientId = memberships[0]?.client_id ?? ''
  await tell(staff, `/api/admin/test-clocks/${id}/attach`, { client_id: clientId })
  // What is kept after the end of the plan is paid from here: it is suspended for the end itself, not for want of money.
  const gift = { id: clientId, amount_minor: 1_000, kind: 'promo', reason: 'instances' }
  const { adjustment_id: adjustmentId } = await tell(staff, `/api/admin/clients/${clientId}/wallet/adjustments/preview`, gift)
  await tell(staff, `/api/admin/clients/${clientId}/wallet/adjustments`, { ...gift, adjustment_id: adjustmentId })
  return id
}

/** The badge in the page's head, which follows the state by itself. */
const badge = ({ page }: Job) => page.locator('main header').getByRole('status')
const isNow = ({ page, t }: Job, status: string, timeout = ready) => expect(badge({ page } as Job)).toContainText(t(`status.instance.${status}`), { timeout })

async function create(job: Job): Promise<void> {
  const { page, t, at, name } = job
  await page.goto(at('/instances'))
  await page.getByRole('link', { name: t('instances.page.create') }).click()
  await job.model(job)
  await page.locator('[name=size][value=small]').check()
  await page.getByRole('button', { name: t('instances.form.toReview') }).click()
  const form = page.locator('main form:has([name=hash])')
  await form.locator('[name=name]').fill('Bad Name')
  await expect(form.getByText(t('instances.form.nameInvalid'))).toBeVisible()
  await form.locator('[name=name]').fill(name)
  await form.locator('[name=idleSleepMinutes]').selectOption('')
  await expect(form.locator('[type=submit]')).toContainText('$')
  await form.locator('[type=submit]').click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await isNow(job, 'running')
}

async function offeredModel({ page, t }: Job): Promise<void> {
  await page.locator('[name=model][value=house-mini]').check()
  await page.getByRole('button', { name: t('instances.form.toSize') }).click()
}

/** A file of one's own: one that is no model is refused in words and leaves everything as it was; a good one leads on. */
async function ownModel({ page, t }: Job): Promise<void> {
  const file = page.getByLabel(t('instances.upload.file'))
  await file.setInputFiles({ name: 'notes.gguf', mimeType: 'application/octet-stream', buffer: Buffer.from('These are notes, not a model.\n'.repeat(50)) })
  await expect(page.getByText(t('instances.upload.refused.not_gguf'))).toBeVisible()
  await expect(page.locator('[name=model][value=house-mini]')).toBeChecked()
  await file.setInputFiles(new URL('../../house-model/weights/house-mini.gguf', import.meta.url).pathname)
  await page.waitForURL(/\/instances\/new\?upload=/)
  await expect(page.locator('main')).toContainText('house-mini.gguf')
}

const post = (request: APIRequestContext, secret: string, name: string) =>
  request.post('/api/v1/chat/completions', { headers: { authorization: `Bearer ${secret}` }, data: { model: `instance/${name}`, messages: [{ role: 'user', content: 'hello' }], max_tokens: 8 }, timeout: ready })

async function chat({ request, name, page }: Job): Promise<string> {
  const { secret } = await tell(request, '/api/keys', { name: 'instances' })
  await expect(page.getByText(`instance/${name}`).first()).toBeVisible()
  const answer = await post(request, secret, name)
  expect(answer.status(), await answer.text()).toBe(200)
  expect(((await answer.json()) as { choices: unknown[] }).choices).toHaveLength(1)
  return secret
}

async function watchLog({ page, request, t, name }: Job, secret: string): Promise<void> {
  await page.getByRole('link', { name: t('instances.tabs.logs'), exact: true }).click()
  const log = page.getByRole('log')
  await expect(log).toContainText('ready')
  const requests = log.getByText(/^request .*chat\/completions/)
  await expect(requests.first()).toBeVisible()
  const before = await requests.count()
  expect((await post(request, secret, name)).status()).toBe(200)
  await expect(requests).toHaveCount(before + 1)
  await page.getByRole('searchbox', { name: t('instances.logs.search') }).fill('no such line')
  await expect(log).toContainText(t('instances.logs.noMatch'))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: t('instances.logs.download') }).click()])
  expect(file.suggestedFilename()).toBe(`${name}.log`)
}

async function playground({ page, t, at, name }: Job): Promise<void> {
  await page.goto(at(`/playground?model=instance/${name}`))
  await page.getByRole('textbox', { name: t('playground.composer'), exact: true }).fill('hello')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('main ol article footer').first()).toContainText('$', { timeout: ready })
}

async function press({ page, t }: Job, act: string): Promise<void> {
  await page.locator('main header').getByRole('button', { name: t(act), exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: t(act), exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

const openIt = async ({ page, at, name }: Job): Promise<void> => {
  await page.goto(at('/instances'))
  await page.getByRole('link', { name, exact: true }).filter({ visible: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

async function stopAndStart(job: Job, secret: string): Promise<void> {
  await openIt(job)
  await press(job, 'instances.power.stop')
  await isNow(job, 'stopped')
  const refused = await post(job.request, secret, job.name)
  expect([refused.status(), ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([409, 'instance_stopped'])
  await press(job, 'instances.power.start')
  await isNow(job, 'running')
  expect((await post(job.request, secret, job.name)).status()).toBe(200)
}

async function resize(job: Job, secret: string): Promise<void> {
  const { page, t } = job
  await page.getByRole('link', { name: t('instances.tabs.settings'), exact: true }).click()
  await page.locator('[name=size][value=medium]').check()
  await page.getByRole('button', { name: t('instances.resize.look') }).click()
  const form = page.locator('main form:has([name=hash])')
  await expect(form.locator('[type=submit]')).toContainText('$')
  await form.locator('[type=submit]').click()
  await expect.poll(async () => {
    const [one] = await mine(job)
    return one && [one.size.code, one.status, one.is_up_to_date]
  }, { timeout: ready }).toEqual(['medium', 'running', true])
  expect((await post(job.request, secret, job.name)).status()).toBe(200)
}

type Mine = { id: string; name: string; status: string; is_up_to_date: boolean; size: { code: string } }
const mine = async ({ request }: Job): Promise<Mine[]> => ((await (await request.get('/api/instances')).json()) as { data: Mine[] }).data

const statusOf = async (job: Job): Promise<string | undefined> => (await mine(job))[0]?.status

/** How many times the client's first instance has come to run. */
async function runsOf(job: Job): Promise<number> {
  const [first] = await mine(job)
  const { data } = (await (await job.request.get(`/api/instances/${first?.id ?? ''}/events?limit=100`)).json()) as { data: { to_status: string | null }[] }
  return data.filter(({ to_status: to }) => to === 'running').length
}

/** One more, made through the API. */
async function another({ request, name }: Job): Promise<{ id: string; name: string }> {
  const { frozen_at, hash } = (await (await request.post('/api/instances/preview', { data: { size_id: 'medium' } })).json()) as { frozen_at: string; hash: string }
  const second = `${name}-2`
  const { id } = await tell(request, '/api/instances', { name: second, size_id: 'medium', model_id: 'house-mini', frozen_at, hash })
  return { id, name: second }
}

/** From the console's list to the instance, and back to where it was. */
async function hold(job: Job, browser: Browser): Promise<void> {
  const { page, t, at, name } = job
  const context = await browser.newContext({ storageState: await staff.storageState(), baseURL: new URL(page.url()).origin })
  const console = { ...job, page: await context.newPage() }
  await console.page.goto(at(`/admin/instances?q=${name}`))
  await console.page.getByRole('link', { name, exact: true }).filter({ visible: true }).click()
  const force = async (act: string, reason: string, typed?: string): Promise<void> => {
    await console.page.locator('main header').getByRole('button', { name: t(act), exact: true }).click()
    const dialog = console.page.getByRole('dialog')
    await dialog.locator('[name=reason]').fill(reason)
    if (typed !== undefined) await dialog.getByRole('textbox').last().fill(typed)
    await dialog.getByRole('button', { name: t(act), exact: true }).click()
    await expect(dialog).toHaveCount(0)
  }
  await force('admin.instances.force.suspend', 'Looking into a report')
  await isNow(console, 'suspended')
  await openIt(job)
  await expect(page.getByText(t('instances.reason.staff.title'))).toBeVisible()
  await expect(page.getByText('Looking into a report')).toBeVisible()
  await force('admin.instances.force.resume', 'All is well')
  await isNow(job, 'running')
  await expect(console.page.getByRole('heading', { name: t('instances.metrics.uptime') })).toBeVisible()
  const runs = await runsOf(job)
  await force('admin.instances.force.restart', 'A new version of the engine')
  await expect.poll(() => runsOf(job), { timeout: ready }).toBe(runs + 1)
  await force('admin.instances.force.stop', 'Not needed over night')
  await isNow(job, 'stopped')
  const other = await another(job)
  await console.page.goto(at(`/admin/instances/${other.id}`))
  await force('admin.instances.force.delete', 'Made by mistake', other.name)
  await expect.poll(async () => (await mine(job)).map((one) => one.name), { timeout: ready }).toEqual([name])
  await console.page.goto(at('/admin/instances/hosts'))
  await expect(console.page.getByText(t('admin.instances.hosts.enforced')).first()).toBeVisible()
  await context.close()
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

/** Ends the subscription with its period, and the time goes past it. */
async function expire(job: Job, clock: string): Promise<void> {
  const { page, request, t } = job
  const { data } = (await (await request.get('/api/subscriptions')).json()) as { data: { id: string }[] }
  await tell(request, `/api/subscriptions/${data[0]?.id ?? ''}/cancel`, {})
  await tell(staff, `/api/admin/test-clocks/${clock}/advance`, { to: inDays(33) })
  await expect.poll(async () => ((await (await request.get('/api/subscriptions')).json()) as { data: { status: string }[] }).data[0]?.status, { timeout: ready }).toBe('canceled')
  await expect.poll(() => statusOf(job), { timeout: scanned }).toBe('suspended')
  await openIt(job) // a page that nothing moves on looks ever more rarely by itself
  await isNow(job, 'suspended')
  await expect(page.getByText(t('instances.reason.expired.title'))).toBeVisible()
}

async function resume(job: Job): Promise<void> {
  await buyPro(job)
  await expect.poll(() => statusOf(job), { timeout: scanned }).toBe('stopped')
  await openIt(job)
  await expect(job.page.getByText(job.t('instances.reason.expired.title'))).toHaveCount(0)
  await isNow(job, 'stopped')
  await press(job, 'instances.power.start')
  await isNow(job, 'running') // it is not called here: the gateway lives by the wall's clock, by which this subscription lies ahead
}

async function remove(job: Job): Promise<void> {
  const { page, t, name } = job
  await page.getByRole('link', { name: t('instances.tabs.settings'), exact: true }).click()
  await page.getByRole('button', { name: t('instances.danger.delete') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: t('instances.danger.delete') })).toBeDisabled()
  await dialog.getByRole('textbox').fill(name)
  await dialog.getByRole('button', { name: t('instances.danger.delete') }).click()
  await expect(page.getByRole('heading', { level: 1, name: t('instances.title') })).toBeVisible()
  await expect(page.getByText(t('instances.page.empty'))).toBeVisible()
  expect(await mine(job)).toEqual([])
}
