import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { isId } from '@/lib/kernel/id'

type Upload = { clientId: string; id: string }

/** Where a client's model file lies. Its name is made of ids only; what the client calls it never reaches the disk. */
export function uploadPath({ clientId, id }: Upload): string {
  if (!isId('cli', clientId) || !isId('upl', id)) throw new Error('an upload is named by ids')
  return join(env().DATA_DIR, 'uploads', clientId, `${id}.gguf`)
}

/** The same while it is being received. */
export const partPath = (upload: Upload): string => `${uploadPath(upload)}.part`

/** What the disk refuses, as against a sender that broke off. */
const isOfDisk = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES'].includes(String(Reflect.get(Object(error), 'code')))

/**
 * Writes what arrives at its place in the file, waiting for the disk before it takes more: memory stays flat however large the file is.
 * @param mostBytes what may still come; the first byte beyond it ends the reading
 * @returns how many bytes were written, and whether more than that were sent; a sender that breaks off leaves what came
 */
export async function writePart(upload: Upload, offset: number, body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<{ bytes: number; isTooLong: boolean }> {
  const path = partPath(upload)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600)
  let bytes = 0
  try {
    for await (const piece of body) {
      if (bytes + piece.byteLength > mostBytes) return { bytes, isTooLong: true }
      await file.writev([piece], offset + bytes)
      bytes += piece.byteLength
    }
  } catch (error) {
    if (isOfDisk(error)) throw new DomainError('no_capacity', { cause: error, internal: 'an upload could not be written' })
  } finally {
    await file.datasync()
    await file.close()
  }
  return { bytes, isTooLong: false }
}

/** Versions of the format that engines read. */
const versions = [2, 3]
export const headerBytes = 8

/** Whether the file begins as a GGUF file does. Nothing behind its first eight bytes is ever looked at outside the sandbox. */
export async function beginsAsGguf(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
    return bytesRead === headerBytes && buffer.toString('latin1', 0, 4) === 'GGUF' && versions.includes(buffer.readUInt32LE(4))
  } finally {
    await file.close()
  }
}

export const fileSize = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0)

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1_048_576 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Where the bytes are: in their last place already when a process ended just before saying so. */
export const receivedPath = async (upload: Upload): Promise<string> => ((await fileSize(uploadPath(upload))) > 0 ? uploadPath(upload) : partPath(upload))

/** Makes a whole file the one that instances serve; where it is that already, it stays. */
export async function keepFile(upload: Upload): Promise<void> {
  if ((await receivedPath(upload)) === partPath(upload)) await rename(partPath(upload), uploadPath(upload))
}

/** What is not there is removed already. */
export async function removeFiles(upload: Upload): Promise<void> {
  await rm(partPath(upload), { force: true })
  await rm(uploadPath(upload), { force: true })
}
