import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
vi.hoisted(() => { process.env.INSTANCE_UPLOAD_MAX_BYTES = '300000'; process.env.INSTANCE_UPLOAD_TOTAL_BYTES = '500000' })
process.env.DATA_DIR = folder

const { platformDb } = await import('@/lib/db/platform-db')
const { closePool } = await import('@/lib/db/pool')
const { createRenter } = await import('@/lib/testing/instances')
const { beginUpload, createInstance, deleteUpload, finishUpload, getUpload, listUploads, previewInstance, receiveUpload } = await import('./index')
const { partPath, uploadPath } = await import('./uploads/upload-file')

type Renter = Awaited<ReturnType<typeof createRenter>>
let client: Renter
beforeAll(async () => { client = await createRenter() })
afterAll(async () => { rmSync(folder, { recursive: true, force: true }); await closePool() })

/** As long as asked, and begun as a GGUF file of this version is. */
function gguf(length: number, version = 3): Buffer {
  const bytes = randomBytes(length)
  bytes.write('GGUF')
  bytes.writeUInt32LE(version, 4)
  return bytes
}

async function* pieces(bytes: Buffer, size = 1_000, breaksAfter = Infinity): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    if (at >= breaksAfter) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    await Promise.resolve()
    yield bytes.subarray(at, at + size)
  }
}

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) => String(Reflect.get(Object(error), 'code')))
const problemOf = (promise: Promise<unknown>) => promise.then(() => 'went through', (error: unknown) =>
  Object.entries(Reflect.get(Object(error), 'fields') as Record<string, { code: string }> | undefined ?? {}).map(([field, { code }]) => `${field} ${code}`).join() || String(Reflect.get(Object(error), 'code')))

async function uploaded(renter: Renter, bytes: Buffer, sha256?: string) {
  const { id } = await beginUpload(renter.ctx, { name: 'my model.gguf', sizeBytes: bytes.length, ...(sha256 ? { sha256 } : {}) })
  await receiveUpload(renter.ctx, { id, offset: 0 }, pieces(bytes))
  return finishUpload(renter.ctx, { id })
}

describe('a model file', () => {
  it('comes in parts, is checked whole, and is ready under its ids', async () => {
    const bytes = gguf(100_000)
    const begun = await beginUpload(client.ctx, { name: 'my model.gguf', sizeBytes: bytes.length, sha256: sha(bytes) })
    expect(begun).toMatchObject({ state: 'receiving', receivedBytes: 0, minMemoryBytes: 120_000, name: 'my model.gguf' })
    const { id } = begun
    expect(await receiveUpload(client.ctx, { id, offset: 0 }, pieces(bytes.subarray(0, 40_000)))).toMatchObject({ receivedBytes: 40_000, state: 'receiving' })
    expect(await codeOf(finishUpload(client.ctx, { id }))).toBe('invalid_state')
    expect(await codeOf(receiveUpload(client.ctx, { id, offset: 0 }, pieces(bytes)))).toBe('conflict')
    expect(await receiveUpload(client.ctx, { id, offset: 40_000 }, pieces(bytes.subarray(40_000)))).toMatchObject({ receivedBytes: 100_000 })
    const [finished, again] = await Promise.all([finishUpload(client.ctx, { id }), codeOf(finishUpload(client.ctx, { id }))])
    expect(finished).toMatchObject({ state: 'ready', sha256: sha(bytes), refusedFor: null })
    expect(again).toBe('conflict')
    const path = uploadPath({ clientId: client.clientId, id })
    expect(path).toBe(join(folder, 'uploads', client.clientId, `${id}.gguf`))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(partPath({ clientId: client.clientId, id }))).toBe(false)
    expect((await listUploads(client.ctx, {})).data.map((one) => one.id)).toEqual([id])
    await deleteUpload(client.ctx, { id })
    expect(existsSync(path)).toBe(false)
  })

  it('goes on where a sender broke off', async () => {
    const bytes = gguf(50_000)
    const { id } = await beginUpload(client.ctx, { name: 'broken.gguf', sizeBytes: bytes.length })
    const { receivedBytes } = await receiveUpload(client.ctx, { id, offset: 0 }, pieces(bytes, 1_000, 20_000))
    expect(receivedBytes).toBe(20_000)
    expect((await getUpload(client.ctx, { id })).receivedBytes).toBe(20_000)
    await receiveUpload(client.ctx, { id, offset: receivedBytes }, pieces(bytes.subarray(receivedBytes)))
    expect(await finishUpload(client.ctx, { id })).toMatchObject({ state: 'ready', sha256: sha(bytes) })
    await deleteUpload(client.ctx, { id })
  })

  it('is refused with the reason when it is no GGUF, of an unknown version, or not what was announced', async () => {
    const other = await createRenter()
    const { id } = await beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 5_000 })
    expect(await receiveUpload(other.ctx, { id, offset: 0 }, pieces(randomBytes(5_000)))).toMatchObject({ state: 'refused', refusedFor: 'not_gguf' })
    expect(existsSync(partPath({ clientId: other.clientId, id }))).toBe(false)
    const old = await beginUpload(other.ctx, { name: 'old.gguf', sizeBytes: 5_000 })
    expect(await receiveUpload(other.ctx, { id: old.id, offset: 0 }, pieces(gguf(5_000, 1)))).toMatchObject({ state: 'refused', refusedFor: 'not_gguf' })
    expect(await uploaded(other, gguf(5_000), sha(randomBytes(4)))).toMatchObject({ state: 'refused', refusedFor: 'checksum' })
    expect(await codeOf(receiveUpload(other.ctx, { id, offset: 0 }, pieces(gguf(10))))).toBe('invalid_state')
  })

  it('takes no byte beyond what was announced, and a header that comes byte by byte', async () => {
    const other = await createRenter()
    const bytes = gguf(3_000)
    const { id } = await beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 3_000 })
    await receiveUpload(other.ctx, { id, offset: 0 }, pieces(bytes.subarray(0, 5), 1))
    expect(await codeOf(receiveUpload(other.ctx, { id, offset: 5 }, pieces(Buffer.concat([bytes.subarray(5), randomBytes(1)]))))).toBe('payload_too_large')
    expect((await getUpload(other.ctx, { id })).receivedBytes).toBe(5)
    await receiveUpload(other.ctx, { id, offset: 5 }, pieces(bytes.subarray(5), 1))
    expect(await finishUpload(other.ctx, { id })).toMatchObject({ state: 'ready', sha256: sha(bytes) })
  })

  it('is written by one sender at a time', async () => {
    const other = await createRenter()
    const bytes = gguf(20_000)
    const { id } = await beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: bytes.length })
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => codeOf(receiveUpload(other.ctx, { id, offset: 0 }, pieces(bytes)))))
    expect(outcomes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', 'went through'])
    expect(await finishUpload(other.ctx, { id })).toMatchObject({ sha256: sha(bytes) })
  })
})

if (process.getuid?.() === 0) {
  it('on a full disk keeps every part that was taken in, says so, leaves nothing of the one that was not, and goes on when there is room', async () => {
    const { ctx, clientId } = await createRenter()
    const disk = join(folder, 'uploads', clientId)
    mkdirSync(disk, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k,mode=700', 'none', disk])
    try {
      const bytes = gguf(200_000)
      const { id } = await beginUpload(ctx, { name: 'large.gguf', sizeBytes: bytes.length })
      const send = (from: number, to: number) => receiveUpload(ctx, { id, offset: from }, pieces(bytes.subarray(from, to)))
      await send(0, 60_000)
      // Of the last thousand bytes the disk takes a few.
      for (const end of [132_000, 200_000]) {
        expect(await codeOf(send(60_000, end))).toBe('storage_full')
        expect([(await getUpload(ctx, { id })).receivedBytes, statSync(partPath({ clientId, id })).size]).toEqual([60_000, 60_000])
      }
      const other = await beginUpload(ctx, { name: 'other.gguf', sizeBytes: 100_000 })
      expect(await codeOf(receiveUpload(ctx, { id: other.id, offset: 0 }, pieces(gguf(100_000))))).toBe('storage_full')
      expect(readdirSync(disk)).toEqual([`${id}.gguf.part`])
      execFileSync('mount', ['-o', 'remount,size=1m', disk])
      await send(60_000, 132_000)
      await send(132_000, 200_000)
      expect(await finishUpload(ctx, { id })).toMatchObject({ state: 'ready', sha256: sha(bytes) })
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  })
}

describe('the limits of uploads', () => {
  it('are of a file, of all of a client’s files, and of the plan', async () => {
    const other = await createRenter()
    expect(await problemOf(beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 300_001 }))).toBe('sizeBytes tooBig')
    await beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 300_000 })
    expect(await problemOf(beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 200_001 }))).toBe('sizeBytes uploadsFull')
    const none = await createRenter({ maxInstances: 0 })
    expect(await codeOf(beginUpload(none.ctx, { name: 'x.gguf', sizeBytes: 10 }))).toBe('limit_exceeded')
  })

  it.each(['../../etc/passwd', 'a/b.gguf', 'a\\b', 'a\u0000b', ''])('hold for its name %j', async (name) => {
    expect(await codeOf(beginUpload(client.ctx, { name, sizeBytes: 10 }))).toBe('invalid_input')
  })
})

describe('an instance of an own model', () => {
  it('serves only a file that is ready, and its file stays while it does', async () => {
    const other = await createRenter()
    const rent = async (uploadId: string, name: string) => {
      const { frozenAt, hash } = await previewInstance(other.ctx, { sizeId: 'small' })
      return createInstance(other.ctx, { name, sizeId: 'small', uploadId, frozenAt, hash })
    }
    const waiting = await beginUpload(other.ctx, { name: 'x.gguf', sizeBytes: 10 })
    expect(await problemOf(rent(waiting.id, 'too-early'))).toBe('uploadId uploadNotReady')
    const { id } = await uploaded(other, gguf(5_000))
    expect(await rent(id, 'own-model')).toMatchObject({ model: { kind: 'upload', id, code: null }, contextTokens: 2_048 })
    expect(await problemOf(deleteUpload(other.ctx, { id }))).toBe('id uploadInUse')
    expect((await getUpload(other.ctx, { id })).usedBy).toEqual(['own-model'])
    await platformDb.privateInstance.updateMany({ where: { clientId: other.clientId }, data: { desired: 'deleted', status: 'deleted', deletedAt: new Date() } })
    await deleteUpload(other.ctx, { id })
    expect(await codeOf(getUpload(other.ctx, { id }))).toBe('not_found')
    expect(await codeOf(receiveUpload((await createRenter()).ctx, { id: waiting.id, offset: 0 }, pieces(gguf(10))))).toBe('not_found')
  })
})
