import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'routes-'))
process.env.DATA_DIR = folder

const { platformDb } = await import('@/lib/db/platform-db')
const { closePool } = await import('@/lib/db/pool')
const { mintSecret } = await import('@/lib/domain/keys/secret')
const { newId } = await import('@/lib/kernel/id')
const { createRenter } = await import('@/lib/testing/instances')
const list = await import('@/app/api/model-uploads/route')
const one = await import('@/app/api/model-uploads/[id]/route')
const finish = await import('@/app/api/model-uploads/[id]/finish/route')

let secret = ''
beforeAll(async () => {
  const { clientId } = await createRenter()
  const minted = mintSecret()
  await platformDb.apiKey.create({ data: { id: newId('key'), clientId, name: 'Uploader', hash: minted.hash, hint: minted.hint, scopes: ['manage'], models: [], createdAt: new Date() } })
  secret = minted.text
})
afterAll(async () => { rmSync(folder, { recursive: true, force: true }); await closePool() })

type Body = { id: string; state: string; received_bytes: number; sha256: string | null; error?: { code: string } }

async function call(handler: typeof one.GET, method: string, path: string, id: string, body?: BodyInit): Promise<[number, Body]> {
  const request = new Request(`http://localhost:3000/api/model-uploads${path}`, { method, headers: { authorization: `Bearer ${secret}` }, ...(body === undefined ? {} : { body, duplex: 'half' }) } as RequestInit)
  const response = await handler(request, { params: Promise.resolve(id === '' ? {} : { id }) })
  return [response.status, (await response.json()) as Body]
}

it('a model file goes up by the routes as a program sends it: announced, in parts, asked about, finished', async () => {
  const bytes = randomBytes(9_000)
  bytes.write('GGUF')
  bytes.writeUInt32LE(3, 4)
  const [status, { id }] = await call(list.POST, 'POST', '', '', JSON.stringify({ name: 'mine.gguf', size_bytes: bytes.length }))
  expect(status).toBe(201)
  expect(await call(one.PUT, 'PUT', `/${id}?offset=0`, id, new Blob([bytes.subarray(0, 4_000)]).stream())).toMatchObject([200, { received_bytes: 4_000, state: 'receiving' }])
  expect(await call(one.PUT, 'PUT', `/${id}?offset=5000`, id, bytes.subarray(5_000))).toMatchObject([409, { error: { code: 'conflict' } }])
  expect(await call(one.GET, 'GET', `/${id}`, id)).toMatchObject([200, { received_bytes: 4_000 }])
  expect(await call(one.PUT, 'PUT', `/${id}?offset=4000`, id, bytes.subarray(4_000))).toMatchObject([200, { received_bytes: 9_000 }])
  expect(await call(finish.POST, 'POST', `/${id}/finish`, id, '{}')).toMatchObject([200, { state: 'ready', sha256: createHash('sha256').update(bytes).digest('hex') }])
  expect(await call(one.PUT, 'PUT', `/${newId('upl')}?offset=0`, newId('upl'), bytes)).toMatchObject([404, { error: { code: 'not_found' } }])
})
