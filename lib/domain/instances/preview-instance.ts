import { query } from '../command'
import { wallNow } from './confirmed-quote'
import { instancePreview, quoteInstance } from './quote'
import { PreviewInstanceInput } from './schema'
import type { InstancePreviewView } from './view'

/** What a new instance of a size, or a resized one, would cost and what speaks against it; to be confirmed with `frozenAt` and `hash`. Changes nothing. @throws DomainError not_found */
export const previewInstance = query('instances.preview', PreviewInstanceInput, async ({ db, clientId, clock }, input): Promise<InstancePreviewView> => {
  const now = clock.now()
  return instancePreview(await quoteInstance(db, clientId, input, now, wallNow()), now)
})
