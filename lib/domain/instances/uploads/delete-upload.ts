import { lockClient } from '@/lib/db/locks'
import { authorize, command, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { invalidField } from '@/lib/kernel/error'
import type { z } from 'zod'
import { UploadIdInput } from '../schema'
import type { ModelUploadView } from '../view'
import { removeFiles } from './upload-file'
import { lockUpload, uploadView } from './upload-row'

const forgetUpload = command('instances.deleteUpload', UploadIdInput, async (ctx, { id }): Promise<ModelUploadView> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId) // no instance is made of it meanwhile
  const row = await lockUpload(db, clientId, id)
  if (row.instances.length > 0) throw invalidField('id', 'uploadInUse', { name: row.instances[0]?.name ?? '' })
  await db.modelUpload.updateMany({ where: { id, clientId }, data: { state: 'deleted', deletedAt: ctx.clock.now() } })
  await ctx.record(id, { name: row.name })
  return { ...uploadView(row), state: 'deleted' }
})

/** Removes a model file that no instance serves. @throws DomainError not_found, invalid_input while one serves it */
export const deleteUpload: Verb<ClientCtx, typeof UploadIdInput, ModelUploadView> = Object.assign(
  async (ctx: ClientCtx, raw: z.input<typeof UploadIdInput>): Promise<ModelUploadView> => {
    authorize(ctx, 'instances.deleteUpload', true)
    const view = await forgetUpload(ctx, raw)
    await removeFiles({ clientId: ctx.clientId, id: view.id })
    return view
  },
  { meta: forgetUpload.meta },
)
