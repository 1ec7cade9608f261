import { getUpload, receiveUpload } from '@/lib/domain/instances'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler, apiRoute } from '@/lib/http/api-route'
import { deleteUploadEndpoint, getUploadEndpoint } from '@/lib/http/endpoints/instances'
import { ofClient } from '@/lib/http/pdf-response'
import { toWire } from '@/lib/http/wire'

export const GET = apiRoute(getUploadEndpoint)
export const DELETE = apiRoute(deleteUploadEndpoint)

/** The bytes go from the connection to the disk as they come; nothing of them is kept in memory. */
export const PUT = apiHandler(async (request, { id = '' }, facts) => {
  const ctx = ofClient(await apiContext(request, { name: 'instances.receiveUpload', scope: getUpload.meta.scope }, facts))
  const offset = new URL(request.url).searchParams.get('offset')
  return Response.json(toWire(await receiveUpload(ctx, { id, offset }, request.body ?? new ReadableStream({ start: (empty) => empty.close() }))))
})
