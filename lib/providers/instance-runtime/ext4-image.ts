import { open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { runCommand } from './run-command'
import { RuntimeError } from './types'

/** The smallest image that the file system can be made in. */
const SMALLEST_BYTES = 4 << 20
/** Errors were mended. */
const MENDED = 1

export type ImageWish = { bytes: number; uid: number; gid: number }

/** Beside an image that is made larger, so that one cut off is done to its end. */
const markOf = (image: string): string => `${image}.growing`

const sizeOf = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0)

/** Whether an image is there and as large as it is to be. */
export async function isImageReady(image: string, bytes: number): Promise<boolean> {
  return (await sizeOf(image)) >= Math.max(SMALLEST_BYTES, bytes) && (await sizeOf(markOf(image))) === 0
}

/**
 * Makes the file that is mounted as an instance's volume, lets it grow (it never shrinks), or mends what was cut off in the middle of a
 * write; its size is the limit that the kernel keeps. Not while it is mounted.
 * @throws RuntimeError
 */
export async function prepareImage(image: string, wish: ImageWish): Promise<void> {
  const [size, wanted] = [await sizeOf(image), Math.max(SMALLEST_BYTES, wish.bytes)]
  if (size === 0) return make(image, { ...wish, bytes: wanted })
  if (await isImageReady(image, wanted)) return mend(image)
  return grow(image, Math.max(size, wanted))
}

/** Removes it and what it was made with. */
export async function removeImage(image: string): Promise<void> {
  for (const path of [image, draftOf(image), markOf(image)]) await rm(path, { force: true })
}

const draftOf = (image: string): string => `${image}.draft`

/** It appears whole or not at all under its name, so a making cut off is done anew. */
async function make(image: string, { bytes, uid, gid }: ImageWish): Promise<void> {
  const draft = draftOf(image)
  await rm(draft, { force: true })
  await resize(draft, bytes)
  await must('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-m', '0', '-E', `root_owner=${uid}:${gid},lazy_itable_init=1`, draft])
  await rename(draft, image)
}

async function grow(image: string, bytes: number): Promise<void> {
  await writeFile(markOf(image), 'growing')
  await resize(image, bytes)
  await must('e2fsck', ['-f', '-y', image], [0, MENDED])
  await must('resize2fs', [image])
  await rm(markOf(image))
}

/** What cannot be mended without being asked about is mended all the same: its owner is not there to be asked. */
async function mend(image: string): Promise<void> {
  const { code } = await runCommand('e2fsck', ['-p', image])
  if (code !== 0 && code !== MENDED) await must('e2fsck', ['-f', '-y', image], [0, MENDED])
}

async function must(program: string, args: string[], accepted = [0]): Promise<void> {
  const { code, output } = await runCommand(program, args)
  if (!accepted.includes(code)) throw new RuntimeError('failed', `${program} ended with ${code}: ${output.slice(-500)}`)
}

async function resize(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'a', 0o600)
  await file.truncate(bytes).finally(() => file.close())
}
