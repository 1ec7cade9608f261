import { expect, it } from 'vitest'
import { ConversationContent } from '@/lib/domain/playground/schema'
import { conversationReducer, newTurnId, startConversation, unsettled, type Conversation, type ConversationAction } from './conversation'
import { fromSaved, isWorthKeeping, toSaved } from './saved-conversation'

const run = (actions: ConversationAction[], from = startConversation('a')): Conversation => actions.reduce(conversationReducer, from)
const asked = run([
  { type: 'compare', model: 'b' }, { type: 'settings', settings: { temperature: 0.4, stop: ['END'] } }, { type: 'ask', id: 'turn-1', prompt: 'مرحبا' },
  { type: 'start', turn: 'turn-1', column: 1, model: 'b' },
  { type: 'answer', turn: 'turn-1', column: 1, change: { append: 'Hello', appendThought: 'Hm.', state: 'done', totalMs: 9, receipt: { inputTokens: 1, outputTokens: 2, costPicos: 2_200_000n, isEstimated: false } } },
])

it('a conversation survives being kept: what comes back is what went in, and the server takes it as it is', () => {
  const saved: unknown = JSON.parse(JSON.stringify(toSaved(asked)))
  const { conversation, gone } = fromSaved(ConversationContent.parse(saved), ['a', 'b'], 'a')
  expect(gone).toEqual([])
  expect(conversation).toEqual({ ...asked, turns: asked.turns.map((turn) => ({ ...turn, answers: [undefined, turn.answers[1]] })) })
})

it('an answer that was still coming is kept as stopped', () => {
  expect(toSaved(run([{ type: 'start', turn: 'turn-1', column: 0, model: 'a' }], asked)).turns[0]?.answers[0]?.state).toBe('stopped')
})

it('a model that is gone gives way, and is named', () => {
  expect(fromSaved(toSaved(asked), ['a'], 'a')).toMatchObject({ gone: ['b'], conversation: { columns: ['a', 'a'] } })
})

it('only what was answered is worth keeping', () => {
  expect(isWorthKeeping(asked)).toBe(true)
  expect(isWorthKeeping(run([{ type: 'ask', id: 'turn-1', prompt: 'x' }, { type: 'start', turn: 'turn-1', column: 0, model: 'a' }]))).toBe(false)
})

it('what came of an answer is worth keeping while it comes, and its cost is asked for when the page is back', () => {
  const amid = run([{ type: 'ask', id: 'turn-1', prompt: 'x' }, { type: 'start', turn: 'turn-1', column: 0, model: 'a' }, { type: 'answer', turn: 'turn-1', column: 0, change: { append: 'He', requestId: 'req_1' } }])
  expect([isWorthKeeping(amid), unsettled(amid)]).toEqual([true, []])
  expect(unsettled(fromSaved(toSaved(amid), ['a'], 'a').conversation)).toEqual([{ turn: 'turn-1', column: 0, requestId: 'req_1' }])
  expect(unsettled(asked)).toEqual([])
})

it('a new turn never takes the id of another', () => {
  expect(newTurnId(run([{ type: 'ask', id: 'turn-1', prompt: 'x' }, { type: 'ask', id: 'turn-9', prompt: 'y' }, { type: 'removeTurn', turn: 'turn-1' }]))).toBe('turn-10')
})
