import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { DomainError } from '@/lib/kernel/error'
import { fewAtOnce } from './few-at-once'

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

/** What comes after the limit is not read. */
async function bytesOf(request: IncomingMessage, limitBytes: number, patienceMs: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes)
  // Gone before it was asked: nothing would tell of it any more.
  if (request.destroyed) throw brokenOff()
  const parts: Buffer[] = []
  let size = 0
  await new Promise<void>((done, failed) => {
    const end = (error?: DomainError): void => {
      clearTimeout(timer)
      request.off('data', take).off('end', finish).off('error', breakOff).off('aborted', breakOff).pause()
      if (error) failed(error)
      else done()
    }
    const finish = (): void => end()
    const breakOff = (): void => end(brokenOff())
    const take = (part: Buffer): void => {
      size += part.length
      parts.push(part)
      if (size > limitBytes) end(tooLarge(limitBytes))
    }
    const timer = setTimeout(() => end(new DomainError('request_timeout')), patienceMs)
    request.on('data', take).on('end', finish).on('error', breakOff).on('aborted', breakOff)
  })
  return joined(parts)
}

const decoders = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) } as const
const isKnown = (name: string): name is keyof typeof decoders => Object.hasOwn(decoders, name)

/** What unfolds is a thousand times as large as what came, and many may come at once: few of them lie open at the same time. */
const unpacking = fewAtOnce(2)

/** The limit counts what a body unfolds to as well: a small one may hold very much. */
async function unpacked(bytes: Buffer, encoding: string, limitBytes: number): Promise<string> {
  if (!isKnown(encoding)) throw new DomainError('unsupported', { params: { reason: 'encoding' } })
  const found = await decoders[encoding](bytes, { maxOutputLength: limitBytes }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limitBytes)
    throw new DomainError('invalid_input', { params: { reason: 'encoding' }, cause })
  })
  return found.toString('utf8')
}

async function textOf(request: IncomingMessage, limitBytes: number, patienceMs: number): Promise<string> {
  const bytes = request.complete ? arrived(request, limitBytes) : await bytesOf(request, limitBytes, patienceMs)
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  return encoding === '' || encoding === 'identity' ? bytes.toString('utf8') : unpacking(() => unpacked(bytes, encoding, limitBytes))
}

/** Whether every byte of the body is here: those that were announced mostly come with the head, a moment before the end of the request is told. */
const isHere = (request: IncomingMessage): boolean => request.complete || (request.readableLength > 0 && Number(request.headers['content-length']) === request.readableLength)

/**
 * The whole body as text, packed (gzip, deflate, br) or not; at once where it is here already, as text.
 * @param patienceMs how long the caller may take to send it
 * @throws DomainError payload_too_large, request_timeout, unsupported (another way of packing), invalid_input when it breaks off or cannot be unpacked
 */
export function readBody(request: IncomingMessage, limitBytes: number, patienceMs: number): string | Promise<string> {
  if (request.headers['content-encoding'] === undefined && isHere(request)) return arrived(request, limitBytes).toString('utf8')
  return textOf(request, limitBytes, patienceMs)
}
