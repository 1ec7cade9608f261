import { readLogs, type LogSource } from '@/lib/domain/instances/read-logs'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { decodeFields } from '@/lib/http/decode'
import { assertMayFollow, countedReader } from '@/lib/http/log-readers'
import { followedLog, logFile } from '@/lib/http/log-response'
import { DomainError } from '@/lib/kernel/error'
import { configuredDriver } from '@/lib/providers/instance-runtime/configured'
import type { InstanceDriver, LogLine } from '@/lib/providers/instance-runtime/types'

export const dynamic = 'force-dynamic'

const wholeFile = 100_000

/** An instance's log: its newest lines, a stream of what is being written, or a file. Read only; nothing is ever started here. */
export const GET = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = await apiContext(request, { name: 'instances.readLogs', scope: 'client' }, facts)
  if (!('clientId' in ctx)) throw new DomainError('forbidden', { params: { permission: 'instances.readLogs' } })
  const source = await readLogs(ctx, { ...decodeFields(readLogs.meta.schema, new URL(request.url).searchParams), id })
  const driver = await configuredDriver(source.driver).catch((cause: unknown) => { throw new DomainError('unavailable', { cause }) })
  if (!driver) throw new DomainError('not_configured', { internal: `no ${source.driver} driver here` })
  return answer(driver, source, request)
})

async function answer(driver: InstanceDriver, source: LogSource, request: Request): Promise<Response> {
  if (source.follow) assertMayFollow(source.clientId)
  const after = request.headers.get('last-event-id')?.slice(0, 200) || source.after
  const from = after ? { after } : { tail: source.tail }
  if (source.follow) return followedLog((signal) => countedReader(source.clientId, driver.logs(source.id, { ...from, follow: true, signal })), request.signal)
  if (source.download) return logFile((signal) => driver.logs(source.id, { tail: wholeFile, signal }), request.signal, source.name)
  const data: LogLine[] = []
  for await (const line of driver.logs(source.id, { ...from, signal: request.signal })) {
    data.push(line)
    if (data.length >= source.tail) break
  }
  return Response.json({ data })
}
