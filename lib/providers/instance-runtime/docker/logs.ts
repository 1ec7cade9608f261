import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { LogLine } from '../types'
import { unless } from './calls'
import { containerName, folderOf, type DockerSettings } from './settings'
import { after, offsets, stampedLine } from '../stamped-lines'

const KEPT_LINES = 5_000
const POLL_MS = 500
const streams = { 1: 'stdout', 2: 'stderr' } as const

type Options = { after?: string | undefined; tail?: number | undefined; follow?: boolean | undefined; signal?: AbortSignal | undefined }

/** The lines of a log, those of its earlier containers first. With `follow` it goes on, through restarts, until the signal. */
export async function* logLines(docker: Docker, settings: DockerSettings, id: string, options: Options): AsyncGenerator<LogLine> {
  const { signal } = options
  let last = options.after
  const first = await recent(docker, settings, id, options)
  for (const line of first) {
    yield line
    last = line.offset
  }
  while (options.follow === true && !signal?.aborted) {
    for await (const line of containerLines(docker, settings, id, { after: last, follow: true, signal })) {
      yield line
      last = line.offset
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function recent(docker: Docker, settings: DockerSettings, id: string, options: Options): Promise<LogLine[]> {
  const lines = (await earlierLines(settings, id)).filter(after(options.after))
  for await (const line of containerLines(docker, settings, id, { after: options.after, tail: options.after === undefined ? options.tail : undefined })) lines.push(line)
  return options.after === undefined && options.tail !== undefined ? lines.slice(Math.max(0, lines.length - options.tail)) : lines
}

async function* containerLines(docker: Docker, settings: DockerSettings, id: string, options: Options): AsyncGenerator<LogLine> {
  const { signal } = options
  const wish = { stdout: true, stderr: true, timestamps: true, since: secondsOf(options.after), ...(signal ? { abortSignal: signal } : {}), ...(options.tail === undefined ? {} : { tail: options.tail }) }
  const container = docker.getContainer(containerName(settings, id))
  const numbered = offsets()
  const isNew = after(options.after)
  try {
    const source: AsyncIterable<Buffer> | Buffer[] | null = options.follow === true
      ? await unless([404], container.logs({ ...wish, follow: true }).then(buffers), null)
      : await unless([404], container.logs({ ...wish, follow: false }).then((whole) => [whole]), null)
    if (source === null) return
    for await (const { stream, text } of linesOf(source)) {
      const line = stampedLine(text, stream, numbered)
      if (line !== null && isNew(line)) yield line
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

async function* buffers(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const part of stream) yield Buffer.from(part)
}

/** Takes the engine's frames apart: a byte for the stream, three of nothing, four for the length. */
async function* linesOf(parts: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<{ stream: 'stdout' | 'stderr'; text: string }> {
  let rest = Buffer.alloc(0)
  const open = { stdout: '', stderr: '' }
  for await (const part of parts) {
    rest = Buffer.concat([rest, part])
    while (rest.length >= 8 && rest.length >= 8 + rest.readUInt32BE(4)) {
      const stream = streams[rest[0] === 2 ? 2 : 1]
      const end = 8 + rest.readUInt32BE(4)
      const lines = (open[stream] + rest.subarray(8, end).toString('utf8')).split('\n')
      open[stream] = lines.pop() ?? ''
      for (const text of lines) yield { stream, text }
      rest = rest.subarray(end)
    }
  }
}

/** Keeps the last lines of a container that is about to be replaced. */
export async function keepLog(docker: Docker, settings: DockerSettings, id: string): Promise<void> {
  const lines = await recent(docker, settings, id, { tail: KEPT_LINES })
  await writeFile(earlierPath(settings, id), lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o644 })
}

async function earlierLines(settings: DockerSettings, id: string): Promise<LogLine[]> {
  const text = await readFile(earlierPath(settings, id), 'utf8').catch(() => '')
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const kept = JSON.parse(line) as Omit<LogLine, 'at'> & { at: string | null }
    return { ...kept, at: kept.at === null ? null : new Date(kept.at) }
  })
}

const earlierPath = (settings: DockerSettings, id: string): string => join(folderOf(settings, id), 'earlier.log')

const secondsOf = (offset: string | undefined): number => (offset === undefined ? 0 : Math.floor(Date.parse(offset.split('#')[0] ?? '') / 1000) || 0)
