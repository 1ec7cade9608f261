import type { ConversationContent } from '@/lib/domain/playground/schema'
import { keysToCamel, keysToSnake } from '@/lib/kernel/key-case'
import { apiRoutes } from '@/lib/routes'
import type { Problem } from './conversation'
import { problemOf } from './stream-chat'

export type KeptConversation = { id: string; version: number; title: string; createdAt: string; updatedAt: string }
export type KeptList = { keepsHistory: boolean; data: KeptConversation[] }

/** What went wrong, in the server's own words. */
export class HistoryError extends Error {
  readonly code: string

  constructor(readonly problem: Problem) {
    super(problem.code)
    this.code = problem.code
  }
}

/** What is as short as this arrives though the page is left meanwhile; browsers send no more than 64 KiB that way. */
const mostKeptAlive = 16_000

/** @throws HistoryError with what the server said, or `connection` */
async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object): Promise<T> {
  const text = body && JSON.stringify(keysToSnake(body))
  const request = text ? { headers: { 'content-type': 'application/json' }, body: text } : {}
  const response = await fetch(url, { method, keepalive: method !== 'GET' && (text?.length ?? 0) < mostKeptAlive, ...request }).catch(() => undefined)
  if (!response) throw new HistoryError({ code: 'connection', message: '' })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new HistoryError(problemOf(answer, response))
  return keysToCamel(answer) as T
}

type Change = { title: string } | { content: ConversationContent; version: number; writer: string }

export const listKept = (): Promise<KeptList> => call('GET', apiRoutes.conversations())
export const openKept = (id: string): Promise<KeptConversation & { content: ConversationContent }> => call('GET', apiRoutes.conversation(id))
export const keep = (content: ConversationContent, writer: string): Promise<KeptConversation> => call('POST', apiRoutes.conversations(), { content, writer })
export const changeKept = (id: string, change: Change): Promise<KeptConversation> => call('PATCH', apiRoutes.conversation(id), change)
export const deleteKept = (id: string): Promise<void> => call('DELETE', apiRoutes.conversation(id))
export const clearKept = (): Promise<void> => call('DELETE', apiRoutes.conversations())
export const setKeeping = (isOn: boolean): Promise<void> => call('PATCH', apiRoutes.playgroundHistory(), { isOn })
