import { notFound } from '@/lib/kernel/error'
import { query } from '../../command'
import { GenerationIdInput } from '../schema'
import { openPrompt, parsedPrompt } from './sealed-prompt'
import type { PromptView } from './view'

/** What was asked and answered in one request, where the client has that kept. @throws DomainError not_found */
export const getPrompt = query('usage.getPrompt', GenerationIdInput, async ({ db, clientId, clock }, { id }): Promise<PromptView> => {
  const row = await db.promptRecord.findFirst({ where: { id, clientId, expiresAt: { gt: clock.now() } } })
  if (!row) throw notFound('prompt')
  const { prompt, answer, isTruncated } = openPrompt(clientId, id, row.ciphertext, row.sealKeyId)
  return { id, prompt: parsedPrompt(prompt), answer, isTruncated, createdAt: row.createdAt, expiresAt: row.expiresAt }
})
