import type { InstanceModelView, InstanceSizeView, ModelUploadView } from '@/lib/domain/instances/view'

export type Search = { model?: string | string[]; upload?: string | string[]; size?: string | string[]; step?: string | string[] }

/** What the instance is to serve, whoever brought it. */
export type Served = { field: 'modelId' | 'uploadId'; id: string; name: { en: string; ar: string }; minMemoryBytes: number; contextTokens: number | null }
export type Wish = { served: Served | undefined; size: InstanceSizeView | undefined; query: { model?: string; upload?: string; size?: string } }

type Offer = { models: readonly InstanceModelView[]; sizes: readonly InstanceSizeView[]; uploads: readonly ModelUploadView[] }

const first = (value: string | string[] | undefined): string | undefined => [value].flat()[0]

/** What the address says has been chosen, as far as it is there to be chosen. */
export function wishOf(search: Search, { models, sizes, uploads }: Offer): Wish {
  const model = models.find(({ code }) => code === first(search.model))
  const upload = uploads.find(({ id, state }) => id === first(search.upload) && state === 'ready')
  const size = sizes.find(({ code, isOffered, price }) => code === first(search.size) && isOffered && price !== null)
  const served: Served | undefined = upload
    ? { field: 'uploadId', id: upload.id, name: { en: upload.name, ar: upload.name }, minMemoryBytes: upload.minMemoryBytes, contextTokens: null }
    : model && { field: 'modelId', id: model.id, name: model.name, minMemoryBytes: model.minMemoryBytes, contextTokens: model.contextTokens }
  return { served, size, query: { ...(upload ? { upload: upload.id } : model ? { model: model.code } : {}), ...(size ? { size: size.code } : {}) } }
}
