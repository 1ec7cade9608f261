import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { open } from '@/lib/auth/secret-box'
import { platformDb } from '@/lib/db/platform-db'
import { createKey } from '@/lib/domain/keys'
import { verifyApiKey } from '@/lib/domain/keys/platform/verify-api-key'
import { updateProfile } from '@/lib/domain/accounts'
import { FixedClock, hours, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { upstreamSecretContext } from '@/lib/providers/inference/target'
import { createTestClient, staffCtx, systemCtx, type TestClient } from '@/lib/testing/contexts'
import { createInstance } from '@/lib/testing/private-instance'
import { seedCatalog } from '@/prisma/seed/catalog'
import {
  activateClient, getClient, getMail, getModel, getOverview, getUpstream, getWebhookEvent, linkModelUpstream, listAudit, listClients, listJobs, listMail, listUpstreams, replayWebhookEvent,
  retryJob, saveModel, saveUpstream, setModelPrice, suspendClient, testUpstream,
} from '.'

const [owner, finance, support, operator] = [staffCtx('owner'), staffCtx('finance'), staffCtx('support'), staffCtx('operator')]
const text = (value: unknown): string => JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))
const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'went through', (error: unknown) => (error instanceof Error ? Reflect.get(error, 'code') : error))
const fieldOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'went through', (error: unknown) => (error instanceof Error ? Reflect.get(error, 'fields') : error))

let client: TestClient

beforeAll(async () => {
  await seedCatalog(platformDb, new Date())
  client = await createTestClient()
})

async function subscribeFree(to: TestClient): Promise<void> {
  const version = await platformDb.planVersion.findFirstOrThrow({ where: { plan: { code: 'free' } } })
  const now = new Date()
  await platformDb.subscription.create({ data: {
    id: newId('sub'), clientId: to.clientId, planVersionId: version.id, interval: 'month', currency: 'USD', amountMinor: 0n, status: 'active', anchorDay: 1, timeZone: 'UTC',
    currentPeriodStart: plus(now, -1000), currentPeriodEnd: plus(now, hours(24)), activatedAt: now, createdAt: now, updatedAt: now,
  } })
}

describe('suspending a client', () => {
  it('refuses its keys and its changes from the next one on, says why, and is lifted by staff only', async () => {
    const { ctx, clientId } = await createTestClient()
    await subscribeFree({ ctx, clientId } as TestClient)
    const { secret } = await createKey(ctx, { name: 'Production' })
    expect((await verifyApiKey(secret))?.isSuspended).toBe(false)
    await suspendClient(support, { id: clientId, reason: 'Chargebacks' })
    expect((await verifyApiKey(secret))?.isSuspended).toBe(true)
    expect(await codeOf(createKey({ ...ctx, isSuspended: true }, { name: 'Another' }))).toBe('client_suspended')
    expect(await getClient(support, { id: clientId })).toMatchObject({ status: 'suspended', suspendedReason: 'Chargebacks' })
    expect(await codeOf(suspendClient(support, { id: clientId, reason: 'Twice' }))).toBe('invalid_state')
    await activateClient(owner, { id: clientId })
    expect((await verifyApiKey(secret))?.isSuspended).toBe(false)
    const acts = (await getClient(owner, { id: clientId })).timeline.map(({ action }) => action)
    expect(acts.slice(0, 2)).toEqual(['admin.activateClient', 'admin.suspendClient'])
  })

  it('stops its instances with it and lets them go on with it, what was stopped for something else staying so', async () => {
    const { clientId } = await createTestClient()
    const [own, unpaid] = [await createInstance(clientId), await createInstance(clientId, { suspendedFor: 'unpaid' })]
    const stoppedFor = async () => Promise.all([own, unpaid].map(async ({ id }) => (await platformDb.privateInstance.findUniqueOrThrow({ where: { id } })).suspendedFor))
    await suspendClient(support, { id: clientId, reason: 'Chargebacks' })
    expect(await stoppedFor()).toEqual(['staff', 'unpaid'])
    await activateClient(support, { id: clientId })
    expect(await stoppedFor()).toEqual([null, 'unpaid'])
  })

  it('needs a reason, an existing client and the right staff', async () => {
    expect(await codeOf(suspendClient(support, { id: client.clientId, reason: ' ' }))).toBe('invalid_input')
    expect(await codeOf(suspendClient(support, { id: newId('cli'), reason: 'x' }))).toBe('not_found')
    expect(await codeOf(suspendClient(finance, { id: client.clientId, reason: 'x' }))).toBe('forbidden')
    expect(await codeOf(activateClient(support, { id: client.clientId }))).toBe('invalid_state')
  })

  it('leaves the profile open to be mended', async () => {
    expect(await codeOf(updateProfile({ ...client.ctx, isSuspended: true }, { city: 'Newtown' }))).toBe('went through')
  })
})

describe('the client list', () => {
  it('finds by part of a name in any case, by a member\'s address and by id', async () => {
    const found = await createTestClient()
    await platformDb.client.update({ where: { id: found.clientId }, data: { name: 'شركة Acme (UAE)' } })
    for (const q of ['acme (uae', found.email.slice(0, 20).toUpperCase(), found.clientId]) {
      expect((await listClients(finance, { q })).data.map(({ id }) => id)).toEqual([found.clientId])
    }
    expect((await listClients(finance, { q: 'nobody is called this' })).data).toEqual([])
  })

  it('walks every client exactly once, page by page', async () => {
    const before = await platformDb.client.findMany({ select: { id: true } }) // other suites go on adding clients meanwhile
    const seen: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await listClients(owner, { limit: 7, cursor })
      seen.push(...page.data.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(before.filter(({ id }) => !seen.includes(id))).toEqual([])
  })
})

describe('who sees what', () => {
  it('hides money from operators and mail from finance', async () => {
    expect((await getOverview(operator, {})).money).toBeNull()
    expect((await getOverview(finance, {})).money).not.toBeNull()
    expect((await getOverview(finance, {})).queues.map(({ kind }) => kind)).not.toContain('failedMail')
    expect(await codeOf(listMail(finance, {}))).toBe('forbidden')
    expect(await codeOf(listUpstreams(support, {}))).toBe('forbidden')
    expect(await codeOf(listAudit(operator, {}))).toBe('forbidden')
  })

  it('shows support the whole of a mail', async () => {
    const id = newId('mail')
    await platformDb.mailMessage.create({ data: {
      id, template: 'verify_email', locale: 'en', to: 'reader@example.test', subject: 'Confirm', text: 'http://localhost/verify-email?token=abc', html: '<p>Hi</p>', transport: 'local',
      state: 'sent', createdAt: new Date(),
    } })
    expect((await listMail(support, { q: 'READER@' })).data.map((mail) => mail.id)).toEqual([id])
    expect((await getMail(support, { id })).text).toContain('token=abc')
  })

  it('keeps links that set a password, and mails to other staff, from everybody but owners', async () => {
    const [{ userId }, colleague] = [await createTestClient(), await createTestClient()]
    await platformDb.user.update({ where: { id: colleague.userId }, data: { staffRole: 'finance' } })
    const write = async (to: string) => {
      const id = newId('mail')
      const link = 'http://localhost/reset-password?token=abc'
      await platformDb.mailMessage.create({ data: {
        id, userId: to, template: 'reset_password', locale: 'en', to: 'reader@example.test', subject: 'Reset', text: link, html: `<a href="${link}">x</a>`, transport: 'local', state: 'sent', createdAt: new Date(),
      } })
      return id
    }
    const [toClient, toColleague] = [await write(userId), await write(colleague.userId)]
    expect(JSON.stringify(await getMail(support, { id: toClient }))).not.toContain('abc')
    expect(await codeOf(getMail(support, { id: toColleague }))).toBe('not_found')
    expect((await getMail(owner, { id: toClient })).html).toContain('token=abc')
    expect((await getMail(owner, { id: toColleague })).text).toContain('token=abc')
  })
})

describe('upstreams', () => {
  const save = (input: object) => saveUpstream(operator, { name: `Server ${newId('test')}`, baseUrl: 'https://models.example.com/v1', ...input })
  const stored = (id: string) => platformDb.upstream.findUniqueOrThrow({ where: { id } })

  it('seals the secret for its row and host and never gives it back', async () => {
    const made = await save({ secret: 'sk-very-secret-value' })
    const row = await stored(made.id)
    expect(Buffer.from(row.secretCiphertext ?? []).includes('sk-very-secret-value')).toBe(false)
    expect(open(row.secretCiphertext ?? new Uint8Array(), row.secretKeyId ?? '', upstreamSecretContext(made.id, row.baseUrl))).toBe('sk-very-secret-value')
    const seen = text([made, await getUpstream(owner, { id: made.id }), await listUpstreams(owner, {}), await listAudit(owner, { q: made.id })])
    expect(seen).not.toContain('sk-very-secret-value')
    expect(seen).not.toMatch(/ciphertext/i)
    expect(made.hasSecret).toBe(true)
  })

  it('keeps the secret while the host stays and clears it with another host', async () => {
    const made = await save({ secret: 'sk-one' })
    const same = await save({ id: made.id, name: made.name, baseUrl: 'https://models.example.com/other/v1' })
    expect(same.hasSecret).toBe(true)
    const moved = await save({ id: made.id, name: made.name, baseUrl: 'https://elsewhere.example.com/v1' })
    expect(moved.hasSecret).toBe(false)
    expect((await stored(made.id)).secretCiphertext).toBeNull()
    const renewed = await save({ id: made.id, name: made.name, baseUrl: 'https://third.example.com/v1', secret: 'sk-two' })
    expect(renewed.hasSecret).toBe(true)
  })

  it('refuses private addresses, credentials in the address and paths that name no version', async () => {
    for (const baseUrl of ['http://169.254.169.254/v1', 'http://10.0.0.7/v1', 'https://user:pass@models.example.com/v1', 'ftp://models.example.com/v1', 'https://models.example.com', 'https://models.example.com/v1?x=1', 'https://models.example.com/vision', 'https://models.example.com/dev1']) {
      expect(await codeOf(save({ baseUrl })), baseUrl).toBe('invalid_input')
    }
    expect((await save({ baseUrl: 'https://models.example.com/v1beta/openai/' })).baseUrl).toBe('https://models.example.com/v1beta/openai')
  })

  it('leaves the embedded engine\'s address to the deployment', async () => {
    const house = await platformDb.upstream.findFirstOrThrow({ where: { isHouse: true } })
    expect((await getUpstream(operator, { id: house.id })).baseUrl).toBeNull()
    expect(await codeOf(save({ id: house.id, name: house.name, baseUrl: 'https://models.example.com/v1' }))).toBe('invalid_input')
    expect((await saveUpstream(operator, { id: house.id, name: house.name, timeoutMs: 30_000 })).timeoutMs).toBe(30_000)
  })
})

describe('testing an upstream', () => {
  let server: Server
  let seen: string | undefined
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen = request.headers.authorization
      response.writeHead(seen === 'Bearer sk-right' ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: [{ id: 'big-model' }] }))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterAll(() => { server.close() })

  it('really asks the server with its secret and keeps what it answered', async () => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const { id, name } = await saveUpstream(operator, { name: 'Local server', baseUrl, secret: 'sk-wrong' })
    expect(await testUpstream(operator, { id })).toMatchObject({ isOk: false, error: 'unauthorized' })
    expect((await getUpstream(operator, { id })).lastCheckOk).toBe(false)
    await saveUpstream(operator, { id, name, baseUrl, secret: 'sk-right' })
    expect(await testUpstream(operator, { id })).toMatchObject({ isOk: true, models: ['big-model'], error: null })
    expect((await getUpstream(operator, { id })).lastCheckOk).toBe(true)
    expect(seen).toBe('Bearer sk-right')
  })
})

describe('models and prices', () => {
  const newModel = () => saveModel(operator, { slug: `m-${newId('test').toLowerCase().replace('_', '-')}`, name: 'New', descriptionEn: 'A', descriptionAr: 'أ', contextTokens: 1024, maxOutputTokens: 256, planCodes: ['pro'] })

  it('a new price begins where the old one ends, and history stays', async () => {
    const clock = new FixedClock(new Date())
    const at = staffCtx('operator', clock)
    const { id } = await newModel()
    await setModelPrice(at, { id, inputPerMillion: '0.15', outputPerMillion: '0.6' })
    const planned = plus(clock.now(), hours(48))
    const after = await setModelPrice(at, { id, inputPerMillion: '0.2', outputPerMillion: '1', effectiveFrom: planned.toISOString() })
    expect(after.price).toMatchObject({ inputPerMillion: '0.150000', effectiveTo: planned })
    expect(after.prices).toHaveLength(2)
    clock.set(planned)
    expect((await getModel(at, { id })).price?.inputPerMillion).toBe('0.200000')
    const rows = await platformDb.modelPrice.findMany({ where: { modelId: id }, orderBy: { effectiveFrom: 'asc' } })
    expect(rows.map((row) => row.inputMicrosPerMillion)).toEqual([150_000n, 200_000n])
  })

  it('refuses a price in the past, before a planned one, or with more than six decimals', async () => {
    const { id } = await newModel()
    const tomorrow = plus(new Date(), hours(24)).toISOString()
    await setModelPrice(operator, { id, inputPerMillion: '1', outputPerMillion: '1', effectiveFrom: tomorrow })
    expect(await fieldOf(setModelPrice(operator, { id, inputPerMillion: '1', outputPerMillion: '1' }))).toEqual({ effectiveFrom: { code: 'pricePlanned' } })
    expect(await fieldOf(setModelPrice(operator, { id, inputPerMillion: '1', outputPerMillion: '1', effectiveFrom: '2020-01-01T00:00Z' }))).toEqual({ effectiveFrom: { code: 'inThePast' } })
    expect(await codeOf(setModelPrice(operator, { id, inputPerMillion: '0.0000001', outputPerMillion: '1' }))).toBe('invalid_input')
  })

  it('keeps the API name of a model and offers it to the plans that were ticked', async () => {
    const model = await newModel()
    expect(model.planCodes).toEqual(['pro'])
    expect(await fieldOf(saveModel(operator, { id: model.id, slug: 'another', name: 'New', descriptionEn: 'A', descriptionAr: 'أ', contextTokens: 1, maxOutputTokens: 1 }))).toEqual({ slug: { code: 'notAllowed' } })
  })

  it('links a server with weight and priority and takes it away again', async () => {
    const [model, upstream] = [await newModel(), await platformDb.upstream.findFirstOrThrow({ where: { isHouse: true } })]
    const linked = await linkModelUpstream(operator, { id: model.id, upstreamId: upstream.id, upstreamModel: 'house-mini', weight: 3, priority: 1 })
    expect(linked.links).toMatchObject([{ upstreamModel: 'house-mini', weight: 3, priority: 1 }])
    expect((await linkModelUpstream(operator, { id: model.id, upstreamId: upstream.id })).links).toEqual([])
    expect(await codeOf(linkModelUpstream(operator, { id: model.id, upstreamId: upstream.id }))).toBe('not_found')
  })
})

describe('webhooks and jobs', () => {
  const event = async (state: string, objectId: string | null) => {
    const id = newId('whk')
    await platformDb.webhookEvent.create({ data: {
      id, provider: 'sandbox', mode: 'test', eventId: id, type: 'charge.succeeded', objectId, body: '{}', headers: {}, state, checks: { signature: state !== 'rejected' }, receivedAt: new Date(),
    } })
    return id
  }

  it('a genuine notice is queued again, a forged or duplicate one never', async () => {
    const id = await event('failed', 'test_object')
    expect((await replayWebhookEvent(finance, { id })).state).toBe('received')
    expect(await platformDb.outboxMessage.count({ where: { topic: 'webhook.process', payload: { path: ['id'], equals: id } } })).toBe(1)
    expect(await codeOf(replayWebhookEvent(finance, { id: await event('rejected', null) }))).toBe('invalid_state')
    expect(await codeOf(replayWebhookEvent(finance, { id: await event('ignored', 'test_object') }))).toBe('invalid_state')
  })

  it('shows which of the five checks were passed, failed or not reached', async () => {
    expect((await getWebhookEvent(finance, { id: await event('rejected', null) })).checks).toEqual({ signature: false, knownObject: null, notDuplicate: null, amountMatches: null, effectApplied: null })
  })

  it('a message that was given up gets its tries back, once', async () => {
    const id = newId('out')
    await platformDb.outboxMessage.create({ data: { id, topic: 'mail', payload: {}, createdAt: new Date(), attempts: 12, lastError: 'refused', deadAt: new Date() } })
    expect((await listJobs(operator, {})).dead).toContainEqual(expect.objectContaining({ id, kind: 'message', error: 'refused' }))
    await retryJob(operator, { id })
    expect((await listJobs(operator, {})).dead.map((dead) => dead.id)).not.toContain(id)
    expect(await platformDb.outboxMessage.findUniqueOrThrow({ where: { id } })).toMatchObject({ deadAt: null, attempts: 0 })
    expect(await codeOf(retryJob(operator, { id }))).toBe('invalid_state')
  })

  it('a job that was given up is due again with all its tries', async () => {
    const [job] = await platformDb.$queryRaw<{ id: string }[]>`SELECT id::text FROM graphile_worker.add_job('deliver_outbox', json_build_object('id', ${createHash('md5').update('x').digest('hex')}::text), max_attempts := 1)`
    await platformDb.$executeRaw`UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'broken' WHERE id = ${job?.id ?? '0'}::bigint`
    expect((await listJobs(operator, {})).dead.map(({ id }) => id)).toContain(job?.id)
    await retryJob(operator, { id: job?.id ?? '' })
    expect((await listJobs(operator, {})).dead.map(({ id }) => id)).not.toContain(job?.id)
    expect(await codeOf(retryJob(operator, { id: '999999999' }))).toBe('not_found')
  })

  it('every staff act is in the audit log with who did it', async () => {
    const { data } = await listAudit(owner, { action: 'admin.', limit: 100 })
    expect(data.length).toBeGreaterThan(10)
    expect(data.every(({ actorKind, actorId }) => actorKind === 'staff' && actorId !== null)).toBe(true)
    expect(await codeOf(listAudit(systemCtx('report'), {}))).toBe('went through')
  })
})
