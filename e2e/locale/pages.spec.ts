import { expect, test, type APIRequestContext, type Browser, type Page } from '@playwright/test'
import { newClient, signedIn } from '../fixtures/client'
import { axeFaults, documentFaults, listen } from '../fixtures/page-check'
import { alsoSeen, finders, patterns, roleOf, type Role } from '../fixtures/page-list'
import { inLanguage, languages, type Language } from '../fixtures/texts'

type State = Awaited<ReturnType<APIRequestContext['storageState']>>

const phone = { width: 360, height: 740 }
const desk = { width: 1280, height: 800 }
const roles: readonly Role[] = ['visitor', 'newcomer', 'demo', 'staff']
/** One page of each kind, seen again on a desk in both themes. */
const inBothThemes: Record<Role, readonly string[]> = {
  visitor: ['/', '/plans', '/sign-in'], newcomer: ['/checkout?plan=pro'], demo: ['/dashboard', '/billing', '/playground'], staff: ['/admin'],
}

const states: Partial<Record<Role, State>> = {}
const addresses: Record<Role, string[]> = { visitor: [], newcomer: [], demo: [], staff: [] }

test.describe.configure({ mode: 'parallel', timeout: 900_000 })

test.beforeAll(async ({ playwright, browser, baseURL }) => {
  const [staff, demo] = [await signedIn(playwright, baseURL, 'staff'), await signedIn(playwright, baseURL, 'demo')]
  const newcomer = await newClient(browser, staff, baseURL)
  await orderPro(newcomer.request)
  Object.assign(states, { staff: await staff.storageState(), demo: await demo.storageState(), newcomer: await newcomer.storageState() })
  for (const pattern of patterns) {
    const found = pattern.includes('[') ? await finders[pattern]?.({ demo, staff, newcomer: newcomer.request }) : ''
    if (found === undefined) throw new Error(`add where ids of ${pattern} come from to fixtures/page-list.ts`)
    addresses[roleOf(pattern)].push(found.split('/').reduce((path, part) => path.replace(/\[\w+\]/, part), pattern) + (pattern === '/checkout' ? '?plan=pro' : ''))
  }
  for (const role of roles) addresses[role].push(...alsoSeen[role])
  await Promise.all([staff.dispose(), demo.dispose(), newcomer.close()])
})

/** An order that waits for its payment. */
async function orderPro(request: APIRequestContext): Promise<void> {
  const data = { plan_code: 'pro', interval: 'month' }
  const preview = await request.post('/api/subscriptions/preview', { data })
  expect(preview.ok(), await preview.text()).toBe(true)
  const { frozen_at, hash } = (await preview.json()) as { frozen_at: string; hash: string }
  const ordered = await request.post('/api/subscriptions', { headers: { 'idempotency-key': crypto.randomUUID() }, data: { ...data, provider: 'sandbox', frozen_at, hash } })
  expect(ordered.ok(), await ordered.text()).toBe(true)
}

async function pageOf(browser: Browser, baseURL: string | undefined, role: Role): Promise<Page> {
  const state = states[role]
  const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: phone, reducedMotion: 'reduce', ...(state ? { storageState: state } : {}) })
  return context.newPage()
}

/** An interface of the machine that comes or goes cuts off what a browser loads just then: no fault of the page, which is looked at again. */
const isCutOff = (fault: string): boolean => fault.includes('ERR_NETWORK_CHANGED')

const mostLooks = 20

async function faultsAt(page: Page, address: string, language: Language, ears: { take(): Promise<string[]> }, looks = 1): Promise<string[]> {
  const found = await faultsSeen(page, address, language, ears)
  return found.some(isCutOff) && looks < mostLooks ? faultsAt(page, address, language, ears, looks + 1) : found
}

async function faultsSeen(page: Page, address: string, language: Language, ears: { take(): Promise<string[]> }): Promise<string[]> {
  const answer = await page.goto(inLanguage(language, address), { waitUntil: 'load' })
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined) // pages that stream never fall silent
  const status = answer?.status() ?? 0
  const landed = new URL(page.url()).pathname
  const asked = inLanguage(language, address).split('?')[0]
  return [
    ...(status === 200 ? [] : [`status ${status}`]),
    ...(landed === asked ? [] : [`led to ${landed}`]),
    ...(await documentFaults(page, language)),
    ...(await ears.take()),
    ...(await axeFaults(page)),
  ]
}

const listed = (faults: Map<string, string[]>): string => [...faults].flatMap(([address, lines]) => [address, ...lines.map((line) => `  ${line}`)]).join('\n')

for (const language of languages) {
  for (const role of roles) {
    test(`every page of a ${role} is whole, fits a phone and can be read by everyone (${language})`, async ({ browser, baseURL }) => {
      const page = await pageOf(browser, baseURL, role)
      const ears = await listen(page)
      const faults = new Map<string, string[]>()
      for (const address of addresses[role]) {
        const found = await faultsAt(page, address, language, ears)
        if (found.length > 0) faults.set(address, found)
      }
      await page.setViewportSize(desk)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const address of inBothThemes[role]) {
          const found = await faultsAt(page, address, language, ears)
          if (found.length > 0) faults.set(`${address} (desk, ${colorScheme})`, found)
        }
      }
      await page.context().close()
      expect(listed(faults)).toBe('')
    })
  }
}
