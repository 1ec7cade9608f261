import { expect, test } from '@playwright/test'
import { signedIn } from '../fixtures/client'
import { inLanguage, languages, texts } from '../fixtures/texts'

for (const language of languages) {
  test(`staff price a plan's usage in steps, are told what is wrong where it stands, see a sample month and publish (${language})`, async ({ playwright, browser, baseURL }) => {
    const [t, staff] = [texts(language), await signedIn(playwright, baseURL, 'staff')]
    const context = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
    const page = await context.newPage()
    const field = (name: string) => page.locator(`[name="${name}"]`)
    const code = `scale-${language}-${crypto.randomUUID().slice(0, 6)}`

    await page.goto(inLanguage(language, '/admin/plans/new'))
    for (const [name, value] of Object.entries({ code, nameEn: 'Scale', nameAr: 'توسّع', descriptionEn: 'For many requests', descriptionAr: 'لطلبات كثيرة', 'prices.0.month': '20', minimumCommitment: '5' })) await field(name).fill(value)
    await field('overage').selectOption('allow')
    await field('usagePrice').selectOption('graduated')
    await field('tiers.0.upTo').fill('1000000')
    await field('tiers.1.rate').fill('2.5')
    await field('maxInstances').fill('2')
    const { data: sizes } = (await (await staff.get('/api/admin/instance-sizes')).json()) as { data: { id: string; code: string }[] }
    const size = (wanted: string) => page.locator(`[name=sizeIds][value="${sizes.find((one) => one.code === wanted)?.id ?? ''}"]`)
    await size('small').check()
    await size('large').check()
    await page.locator('label', { hasText: t('admin.plans.isPublic') }).click()
    const preview = page.getByRole('button', { name: t('admin.plans.sampleDo') })
    await preview.click()
    await expect(field('tiers.0.rate')).toHaveAttribute('aria-invalid', 'true')
    await expect(field('nameAr')).toHaveValue('توسّع')
    await expect(size('large')).toBeChecked()
    await field('tiers.0.rate').fill('4')
    await preview.click()
    // 2.5 million tokens, one of them included: 1 × 4.00 + 0.5 × 2.50, and the plan's 20.00.
    await expect(page.getByRole('status').filter({ hasText: t('admin.plans.sampleTotal') })).toContainText('$25.25')
    await page.getByRole('button', { name: t('admin.plans.publishDo'), exact: true }).click()
    await page.waitForURL(/\/admin\/plans\/pln_/)
    await expect(field('tiers.0.rate')).toHaveValue('4')
    await expect(field('prices.0.month')).toHaveValue('20.00')
    for (const [wanted, isOffered] of [['small', true], ['medium', false], ['large', true]] as const) await expect(size(wanted)).toBeChecked({ checked: isOffered })
    await page.goto(inLanguage(language, `/admin/instances/sizes/${sizes.find((one) => one.code === 'large')?.id ?? ''}`))
    await expect(page.locator('main')).toContainText(code)
    await expect(page.getByText(t('admin.instances.sizes.plansHint'))).toBeVisible()
    await Promise.all([context.close(), staff.dispose()])
  })

  test(`staff set a client's own limits beside the plan's (${language})`, async ({ playwright, browser, baseURL }) => {
    const [t, staff] = [texts(language), await signedIn(playwright, baseURL, 'staff')]
    const { data } = (await (await staff.get('/api/admin/clients')).json()) as { data: { id: string }[] }
    const id = data[0]?.id ?? ''
    const context = await browser.newContext({ baseURL: baseURL ?? '', storageState: await staff.storageState() })
    const page = await context.newPage()
    await page.goto(inLanguage(language, `/admin/clients/${id}/limits`))
    await page.locator('[name=concurrentRequests]').fill('77')
    await page.getByRole('button', { name: t('admin.limits.save') }).click()
    await expect(page.getByText(t('admin.limits.saved'))).toBeVisible()
    expect(await (await staff.get(`/api/admin/clients/${id}/limits`)).json()).toMatchObject({ own: { concurrent_requests: 77 } })
    await page.locator('[name=concurrentRequests]').fill('')
    await page.getByRole('button', { name: t('admin.limits.save') }).click()
    await expect.poll(async () => ((await (await staff.get(`/api/admin/clients/${id}/limits`)).json()) as { own: { concurrent_requests: number | null } }).own.concurrent_requests).toBeNull()
    await Promise.all([context.close(), staff.dispose()])
  })
}
