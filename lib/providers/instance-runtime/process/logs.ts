import { createReadStream, createWriteStream } from 'node:fs'
import { chown, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogLine } from '../types'
import type { Paths } from './config'

const ROTATE_BYTES = 10 << 20
/** Files of older lines kept besides the one being written. */
const KEPT_FILES = 2
/** No more of a file is read or kept than its end: a program can make its log as long as its largest file before anybody looks. */
const MOST_READ_BYTES = 16 << 20
const CHUNK_BYTES = 256 << 10
const FIRST_LOOK_BYTES = CHUNK_BYTES
const LONGEST_LINE_BYTES = 64 << 10
const POLL_MS = 400

/** A place in an instance's log: the file's number, counted from its first one, and the byte in it. */
type Place = { file: number; byte: number }

const closedName = /^log\.(\d+)$/

/** The numbers of the files that are no longer written to, oldest first. */
async function closedFiles(paths: Paths, id: string): Promise<number[]> {
  const names = await readdir(paths.folder(id)).catch(() => [])
  return names.map((name) => Number(closedName.exec(name)?.[1] ?? -1)).filter((number) => number >= 0).sort((a, b) => a - b)
}

/**
 * Sets the lines written so far aside once they are many. The program writes on to the same open file, so it is copied and emptied
 * rather than renamed.
 */
export async function rotateLog(paths: Paths, id: string, bytes = ROTATE_BYTES): Promise<void> {
  const path = paths.log(id)
  const found = await stat(path).catch(() => undefined)
  if (!found || found.size < bytes) return
  const closed = await closedFiles(paths, id)
  const next = (closed.at(-1) ?? -1) + 1
  const copy = join(paths.folder(id), `log.${next}`)
  const start = Math.max(0, found.size - MOST_READ_BYTES)
  // What is too far back to be read is left out; every other line keeps its place.
  await pipeline(createReadStream(path, { start, end: found.size - 1 }), createWriteStream(`${copy}.next`, { start, mode: 0o640 }))
  await chown(`${copy}.next`, found.uid, found.gid)
  await rename(`${copy}.next`, copy)
  await truncate(path, 0)
  for (const old of closed.slice(0, Math.max(0, closed.length + 1 - KEPT_FILES))) await rm(join(paths.folder(id), `log.${old}`), { force: true })
}

const isPlace = (number: number | undefined): number is number => Number.isSafeInteger(number) && (number ?? -1) >= 0

function placeOf(offset: string): Place | undefined {
  const [file, byte] = offset.split(':').map(Number)
  return isPlace(file) && isPlace(byte) ? { file, byte } : undefined
}

/** Both streams are in one file, in the order they were written, and cannot be told apart. */
function lineOf(text: string, next: Place): LogLine {
  return { offset: `${next.file}:${next.byte}`, at: timeIn(text), stream: 'stdout', text }
}

/** When a line says so itself, as those of our model server do. */
function timeIn(text: string): Date | null {
  const found = /^\{"time":"([^"]{10,40})"/.exec(text)?.[1]
  const at = found === undefined ? NaN : Date.parse(found)
  return Number.isNaN(at) ? null : new Date(at)
}

/** The whole lines of a file from a byte on; a last one without its end is left for later. */
async function* linesOf(path: string, from: Place): AsyncGenerator<LogLine> {
  const file = await open(path, 'r').catch(() => undefined)
  if (!file) return
  try {
    let at = Math.max(from.byte, (await file.stat()).size - MOST_READ_BYTES)
    let rest: Buffer = Buffer.alloc(0)
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, at + rest.length)
      if (bytesRead === 0) return
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      for (;;) {
        const end = rest.indexOf(10)
        const length = end >= 0 ? end + 1 : rest.length >= LONGEST_LINE_BYTES ? rest.length : 0
        if (length === 0) break
        const text = rest.subarray(0, end >= 0 ? end : length).toString('utf8')
        rest = rest.subarray(length)
        at += length
        yield lineOf(text, { file: from.file, byte: at })
      }
    }
  } finally {
    await file.close()
  }
}

async function* fromPlace(paths: Paths, id: string, from: Place): AsyncGenerator<LogLine> {
  const closed = await closedFiles(paths, id)
  const current = (closed.at(-1) ?? -1) + 1
  for (const number of closed.filter((one) => one >= from.file)) {
    yield* linesOf(join(paths.folder(id), `log.${number}`), { file: number, byte: number === from.file ? from.byte : 0 })
  }
  yield* linesOf(paths.log(id), { file: current, byte: from.file === current ? from.byte : 0 })
}

/** The last `count` lines, read from the end: a page asks for few of many. */
async function lastLines(paths: Paths, id: string, count: number): Promise<LogLine[]> {
  if (count === 0) return []
  for (let bytes = FIRST_LOOK_BYTES; bytes < MOST_READ_BYTES; bytes *= 8) {
    const lines = await linesAtEnd(paths, id, count, bytes)
    if (lines) return lines
  }
  return (await linesAtEnd(paths, id, count, Infinity)) ?? []
}

/** Undefined where the last `bytes` hold fewer lines than the log. */
async function linesAtEnd(paths: Paths, id: string, count: number, bytes: number): Promise<LogLine[] | undefined> {
  const closed = await closedFiles(paths, id)
  const files = [...closed.map((file) => ({ file, path: join(paths.folder(id), `log.${file}`) })), { file: (closed.at(-1) ?? -1) + 1, path: paths.log(id) }]
  let lines: LogLine[] = []
  let left = bytes
  for (const { file, path } of files.reverse()) {
    const size = (await stat(path).catch(() => undefined))?.size ?? 0
    const byte = Math.max(0, size - left)
    const found: LogLine[] = []
    let isPart = byte > 0
    for await (const line of linesOf(path, { file, byte })) {
      if (!isPart) found.push(line)
      isPart = false
      if (found.length > 2 * count + 100) found.splice(0, found.length - count)
    }
    lines = [...found, ...lines]
    if (lines.length >= count) return lines.slice(-count)
    if (byte > 0) return undefined
    left -= size
  }
  return lines
}

export type LogOptions = { after?: string; tail?: number; follow?: boolean; signal?: AbortSignal }

/** An instance's lines; needs no more than to read its folder. */
export async function* readLog(paths: Paths, id: string, { after, tail, follow = false, signal }: LogOptions): AsyncGenerator<LogLine> {
  const start = after === undefined ? undefined : placeOf(after)
  let at: Place = start ?? { file: 0, byte: 0 }
  if (start === undefined && tail !== undefined) {
    const lines = await lastLines(paths, id, tail)
    yield* lines
    const last = lines.at(-1)?.offset
    at = (last === undefined ? undefined : placeOf(last)) ?? (await endOfLog(paths, id))
    if (!follow) return
  }
  for (;;) {
    if (signal?.aborted) return
    for await (const line of fromPlace(paths, id, at)) {
      if (signal?.aborted) return
      yield line
      at = placeOf(line.offset) ?? at
    }
    if (!follow) return
    await sleep(POLL_MS, undefined, signal ? { signal } : {}).catch(() => undefined)
    at = await afterRotation(paths, id, at)
  }
}

async function endOfLog(paths: Paths, id: string): Promise<Place> {
  const file = ((await closedFiles(paths, id)).at(-1) ?? -1) + 1
  return { file, byte: (await stat(paths.log(id)).catch(() => undefined))?.size ?? 0 }
}

/** A place behind the end of a log that was begun anew is its beginning. */
async function afterRotation(paths: Paths, id: string, at: Place): Promise<Place> {
  const end = await endOfLog(paths, id)
  return at.file > end.file || (at.file === end.file && at.byte > end.byte) ? { file: end.file, byte: 0 } : at
}
