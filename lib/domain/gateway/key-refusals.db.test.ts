import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { env } from '@/lib/env'
import type { Locale } from '@/lib/i18n/locale'
import { newId } from '@/lib/kernel/id'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { handleGateway } from '.'

let upstream: FakeUpstream
let client: Metered
beforeAll(async () => {
  upstream = await startFakeUpstream()
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n })
})
afterAll(() => upstream.close())

type Refusal = { status: number; code: string; message: string; limit: string | undefined }

async function refusal(locale: Locale, over: { secret?: string; ip?: string | undefined } = {}): Promise<Refusal> {
  const { secret, ip } = { secret: client.secret, ip: '192.0.2.1', ...over }
  const answer = await handleGateway({
    method: 'POST', path: '/chat/completions', authorization: `Bearer ${secret}`, ip, requestId: newId('req'), locale, signal: new AbortController().signal,
    readBody: async () => JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hello' }] }),
  })
  const body = JSON.parse(answer.body as string) as { error?: { code: string; message: string } }
  return { status: answer.status, code: body.error?.code ?? 'served', message: body.error?.message ?? '', limit: answer.headers['x-ratelimit-limit-requests'] }
}

const setKey = (data: object) => platformDb.apiKey.update({ where: { id: client.keyId }, data })

/** What an address may ask without a key; the client's own limit is another. */
const ofStrangers = String(env().API_REQUESTS_PER_MINUTE)

describe('a refusal names what refused, in the caller\'s language', () => {
  it('an unknown key', async () => {
    const secret = `mk_live_${'A'.repeat(43)}`
    expect(await refusal('en', { secret })).toMatchObject({ status: 401, code: 'unauthenticated', message: expect.stringContaining('unknown or was revoked') as string })
    expect((await refusal('ar', { secret })).message).toContain('غير معروف أو ملغى')
  })

  it('another address than the key is bound to, also where the address is not known', async () => {
    await setKey({ allowedIps: ['10.0.0.0/8'] })
    expect(await refusal('en')).toMatchObject({ status: 403, code: 'ip_not_allowed', message: expect.stringContaining('192.0.2.1') as string, limit: ofStrangers })
    expect((await refusal('ar', { ip: undefined })).message).toContain('لا يُسمح')
    expect((await refusal('en', { ip: '::ffff:10.1.2.3' })).code).toBe('served')
    await setKey({ allowedIps: [] })
  })

  it('a model that the key may not call', async () => {
    await setKey({ models: ['another'] })
    expect(await refusal('en')).toMatchObject({ status: 403, code: 'model_not_allowed', message: expect.stringContaining(`This API key may not call ${client.model}`) as string })
    await setKey({ models: [] })
  })

  it('a scope that the key lacks', async () => {
    await setKey({ scopes: ['usage:read'] })
    expect(await refusal('en')).toMatchObject({ status: 403, code: 'forbidden', message: expect.stringContaining('does not have the scope inference') as string })
    await setKey({ scopes: ['inference'] })
  })

  it('a key past its date', async () => {
    await setKey({ expiresAt: new Date(Date.now() - 1) })
    expect(await refusal('en')).toMatchObject({ status: 401, code: 'key_expired', limit: ofStrangers })
    expect((await refusal('ar')).message).toContain('انتهت صلاحية')
  })
})
