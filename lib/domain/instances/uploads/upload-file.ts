import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, truncate, type FileHandle } from 'node:fs/promises'
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

const codeOf = (error: unknown): string => String(Reflect.get(Object(error), 'code'))
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error))
/** What the disk refuses, as against a sender that broke off. */
const isOfDisk = (error: unknown): boolean => isFull(error) || ['EIO', 'EROFS', 'EACCES'].includes(codeOf(error))

type Part = { bytes: number; isTooLong: boolean }

/**
 * Writes what arrives at its place in the file, waiting for the disk before it takes more: memory stays flat however large the file is.
 * @param mostBytes what may still come; the first byte beyond it ends the reading
 * @returns how many bytes were written, and whether more than that were sent; a sender that breaks off leaves what came
 * @throws DomainError storage_full, unavailable (the disk takes nothing for another reason); the file is as before this part
 */
export async function writePart(upload: Upload, offset: number, body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Part> {
  const path = partPath(upload)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600)
    return await takeIn(file, offset, body, mostBytes).finally(() => file.close())
  } catch (error) {
    if (!isOfDisk(error)) throw error
    await (offset === 0 ? rm(path, { force: true }) : truncate(path, offset)).catch(() => undefined)
    throw new DomainError(isFull(error) ? 'storage_full' : 'unavailable', { cause: error, internal: 'an upload could not be written', retryAfterSeconds: 60 })
  }
}

async function takeIn(file: FileHandle, offset: number, body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Part> {
  let bytes = 0
  try {
    for await (const piece of body) {
      if (bytes + piece.byteLength > mostBytes) return { bytes, isTooLong: true }
      await writeWhole(file, piece, offset + bytes)
      bytes += piece.byteLength
    }
  } catch (error) {
    if (isOfDisk(error)) throw error
  }
  await file.datasync()
  return { bytes, isTooLong: false }
}

/** A disk that is nearly full takes a part of a piece without a complaint. */
async function writeWhole(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < piece.byteLength;) at += (await file.write(piece, at, piece.byteLength - at, position + at)).bytesWritten
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
