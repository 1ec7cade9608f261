import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { DomainError } from '@/lib/kernel/error'
import { keepRoom, makeRoom, smallBytes } from './body-room'
import { fewAtOnce } from './few-at-once'
import { Gathered } from './gathered'

const tooLarge = (limitBytes: number): DomainError => new DomainError('payload_too_large', { params: { limitBytes } })

const brokenOff = (): DomainError => new DomainError('invalid_input', { internal: 'the body broke off' })
const joined = (parts: readonly Buffer[]): Buffer => (parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts))

/** A body that is here already, as nearly every one is once its caller is known. */
function arrived(request: IncomingMessage, limitBytes: number): Buffer {
  const parts: Buffer[] = []
  for (let part = request.read() as Buffer | null; part !== null; part = request.read() as Buffer | null) parts.push(part)
  const body = joined(parts)
  if (body.length > limitBytes) throw tooLarge(limitBytes)
  return body
}

/** Whose body it is and how it may be: no larger than this, and here within this time. */
type Terms = { limitBytes: number; patienceMs: number; who: string }

/** What comes after the limit is not read; a large one is not read on before there is room for it. */
async function bytesOf(request: IncomingMessage, { limitBytes, patienceMs, who }: Terms): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limitBytes) throw tooLarge(limitBytes)
  // Packed it may become as large as any; unannounced it may be that.
  const most = request.headers['content-encoding'] === undefined && announced > 0 ? announced : limitBytes
  if (announced > smallBytes) await makeRoom(request, who, most)
  // Gone before it was asked: nothing would tell of it any more.
  if (request.destroyed) throw brokenOff()
  const gathered = new Gathered()
  let room: Promise<void> | undefined
  const failure = await new Promise<DomainError | undefined>((done) => {
    const end = (error?: DomainError): void => {
      clearTimeout(timer)
      request.off('data', take).off('end', finish).off('error', breakOff).off('aborted', breakOff).pause()
      done(error)
    }
    const finish = (): void => end()
    const breakOff = (): void => end(brokenOff())
    const take = (part: Buffer): void => {
      gathered.add(part)
      const { size } = gathered
      if (size > limitBytes) return end(tooLarge(limitBytes))
      if (announced > 0 || room || size <= smallBytes) return
      request.pause()
      room = makeRoom(request, who, most)
      room.then(() => request.resume(), end)
    }
    const timer = setTimeout(() => end(new DomainError('request_timeout')), patienceMs)
    request.on('data', take).on('end', finish).on('error', breakOff).on('aborted', breakOff)
  })
  // All of it may be here before there is room; and room that was asked for comes, or not, before anything is given back.
  await room
  if (failure) throw failure
  keepRoom(request, request.headers['content-encoding'] === undefined ? gathered.size : limitBytes)
  return gathered.whole()
}

const decoders = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) } as const
const isKnown = (name: string): name is keyof typeof decoders => Object.hasOwn(decoders, name)

/** What unfolds is a thousand times as large as what came, and many may come at once: few of them lie open at the same time. */
const unpacking = fewAtOnce(2)

/** The text, or undefined where it unfolds to more than `most`. @throws DomainError unsupported, invalid_input */
async function unpacked(bytes: Buffer, encoding: string, most: number): Promise<string | undefined> {
  if (!isKnown(encoding)) throw new DomainError('unsupported', { params: { reason: 'encoding' } })
  const found = await unpacking(() => decoders[encoding](bytes, { maxOutputLength: most })).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw new DomainError('invalid_input', { params: { reason: 'encoding' }, cause })
  })
  return found?.toString('utf8')
}

/** The limit counts what a body unfolds to as well: a small one may hold very much, and then needs room like any other. */
async function textIn(request: IncomingMessage, bytes: Buffer, encoding: string, { limitBytes, who }: Terms): Promise<string> {
  const small = await unpacked(bytes, encoding, Math.min(smallBytes, limitBytes))
  if (small !== undefined) return small
  await makeRoom(request, who, limitBytes)
  const text = await unpacked(bytes, encoding, limitBytes)
  if (text === undefined) throw tooLarge(limitBytes)
  keepRoom(request, text.length)
  return text
}

async function textOf(request: IncomingMessage, terms: Terms): Promise<string> {
  const bytes = request.complete ? arrived(request, terms.limitBytes) : await bytesOf(request, terms)
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  return encoding === '' || encoding === 'identity' ? bytes.toString('utf8') : textIn(request, bytes, encoding, terms)
}

/** Whether every byte of the body is here: those that were announced mostly come with the head, a moment before the end of the request is told. */
const isHere = (request: IncomingMessage): boolean => request.complete || (request.readableLength > 0 && Number(request.headers['content-length']) === request.readableLength)

/**
 * The whole body as text, packed (gzip, deflate, br) or not; at once where it is here already, as text.
 * @param patienceMs how long the caller may take to send it
 * @param who whose it is; where it is large it waits for room, which leaveRoom() gives back
 * @throws DomainError payload_too_large, request_timeout, unavailable (no room), unsupported (another way of packing), invalid_input when it breaks off or cannot be unpacked
 */
export function readBody(request: IncomingMessage, limitBytes: number, patienceMs: number, who: string): string | Promise<string> {
  if (request.headers['content-encoding'] === undefined && isHere(request)) return arrived(request, limitBytes).toString('utf8')
  return textOf(request, { limitBytes, patienceMs, who })
}
