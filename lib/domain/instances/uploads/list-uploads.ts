import { query } from '@/lib/domain/command'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { ListUploadsInput, UploadIdInput } from '../schema'
import type { ModelUploadView } from '../view'
import { readUpload, uploadFields, uploadView } from './upload-row'

/** The client's own model files, newest first. */
export const listUploads = query('instances.listUploads', ListUploadsInput, async ({ db, clientId }, input): Promise<Page<ModelUploadView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await db.modelUpload.findMany({ ...paging, where: { ...where, clientId, state: { not: 'deleted' } }, select: uploadFields })
  return toPage(rows, input.limit, uploadView)
})

/** One of them; `receivedBytes` says where the next part begins. @throws DomainError not_found */
export const getUpload = query('instances.getUpload', UploadIdInput, async ({ db, clientId }, { id }): Promise<ModelUploadView> => uploadView(await readUpload(db, clientId, id)))
