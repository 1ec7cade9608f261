import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'sweep-'))
process.env.DATA_DIR = folder

const { platformDb } = await import('@/lib/db/platform-db')
const { closePool } = await import('@/lib/db/pool')
const { days, plus } = await import('@/lib/kernel/clock')
const { newId } = await import('@/lib/kernel/id')
const { createTestClient } = await import('@/lib/testing/contexts')
const { sweepUploads } = await import('./sweep-uploads')

afterAll(async () => { rmSync(folder, { recursive: true, force: true }); await closePool() })

const longAgo = plus(new Date(), -days(2))

it('gives up what nobody goes on with, and removes files without a living upload once they are old', async () => {
  const { clientId } = await createTestClient()
  const own = join(folder, 'uploads', clientId)
  mkdirSync(own, { recursive: true })
  const file = (name: string, isOld = true): string => {
    const path = join(own, name)
    writeFileSync(path, 'x')
    if (isOld) utimesSync(path, longAgo, longAgo)
    return path
  }
  const upload = async (columns: object) => {
    const id = newId('upl')
    await platformDb.modelUpload.create({ data: { id, clientId, name: 'm', state: 'receiving', sizeBytes: 8n, createdAt: longAgo, touchedAt: new Date(), ...columns } })
    return id
  }
  const [running, abandoned, ready] = [await upload({}), await upload({ touchedAt: longAgo }), await upload({ state: 'ready', receivedBytes: 8n, sha256: 'x', readyAt: longAgo })]
  const kept = [file(`${running}.gguf.part`), file(`${ready}.gguf`), file('new.gguf', false)]
  const gone = [file(`${abandoned}.gguf.part`), file(`${newId('upl')}.gguf`)]
  await sweepUploads({}, {} as Parameters<typeof sweepUploads>[1])
  expect([kept, gone].map((paths) => paths.map((path) => existsSync(path)))).toEqual([[true, true, true], [false, false]])
  expect(await platformDb.modelUpload.findUnique({ where: { id: abandoned } })).toMatchObject({ state: 'refused', refusedFor: 'incomplete' })
  expect(await platformDb.modelUpload.findUnique({ where: { id: running } })).toMatchObject({ state: 'receiving' })
})
