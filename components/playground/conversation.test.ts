import { describe, expect, it } from 'vitest'
import { conversationReducer, isRunning, messagesFor, startConversation, type Conversation, type ConversationAction } from './conversation'

const run = (actions: ConversationAction[], from = startConversation('nicholas')): Conversation => actions.reduce(conversationReducer, from)

describe('conversationReducer', () => {
  it('lets two columns stream into the same turn without losing each other', () => {
    const state = run([
      { type: 'compare', model: 'lida' },
      { type: 'ask', id: 't1', prompt: 'hi' },
      { type: 'start', turn: 't1', column: 0, model: 'nicholas' },
      { type: 'start', turn: 't1', column: 1, model: 'lida' },
      { type: 'answer', turn: 't1', column: 0, change: { append: 'He' } },
      { type: 'answer', turn: 't1', column: 1, change: { append: 'مر' } },
      { type: 'answer', turn: 't1', column: 0, change: { append: 'llo', state: 'done' } },
      { type: 'answer', turn: 't1', column: 1, change: { append: 'حبا' } },
    ])
    expect(state.turns[0]?.answers.map((answer) => answer?.text)).toEqual(['Hello', 'مرحبا'])
    expect(isRunning(state)).toBe(true)
  })

  it('keeps the thread when the model is switched', () => {
    const state = run([{ type: 'ask', id: 't1', prompt: 'hi' }, { type: 'model', column: 0, model: 'surooh' }])
    expect(state.columns).toEqual(['surooh'])
    expect(state.turns).toHaveLength(1)
  })

  it('leaving the comparison keeps the answers of the column that stays', () => {
    const state = run([
      { type: 'compare', model: 'lida' },
      { type: 'ask', id: 't1', prompt: 'hi' },
      { type: 'start', turn: 't1', column: 1, model: 'lida' },
      { type: 'answer', turn: 't1', column: 1, change: { append: 'B' } },
      { type: 'single', keep: 1 },
    ])
    expect(state.columns).toEqual(['lida'])
    expect(state.turns[0]?.answers.map((answer) => answer?.text)).toEqual(['B'])
  })

  it('ignores text that arrives for a turn that was removed', () => {
    const state = run([
      { type: 'ask', id: 't1', prompt: 'hi' },
      { type: 'start', turn: 't1', column: 0, model: 'nicholas' },
      { type: 'removeTurn', turn: 't1' },
      { type: 'answer', turn: 't1', column: 0, change: { append: 'late' } },
    ])
    expect(state.turns).toEqual([])
  })
})

describe('messagesFor', () => {
  const state = run([
    { type: 'system', text: 'Be brief.' },
    { type: 'compare', model: 'lida' },
    { type: 'ask', id: 't1', prompt: 'one' },
    { type: 'start', turn: 't1', column: 0, model: 'nicholas' },
    { type: 'answer', turn: 't1', column: 0, change: { append: 'first', state: 'done' } },
    { type: 'start', turn: 't1', column: 1, model: 'lida' },
    { type: 'answer', turn: 't1', column: 1, change: { state: 'failed' } },
    { type: 'ask', id: 't2', prompt: 'two' },
    { type: 'ask', id: 't3', prompt: 'three' },
  ])

  it('sends a column its own answers only, and leaves out what failed without text', () => {
    expect(messagesFor(state, 0, 't2')).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'first' },
      { role: 'user', content: 'two' },
    ])
    expect(messagesFor(state, 1, 't2').map((message) => message.role)).toEqual(['system', 'user', 'user'])
  })

  it('sends nothing below the turn that is asked again', () => {
    expect(messagesFor(state, 0, 't1').at(-1)).toEqual({ role: 'user', content: 'one' })
  })
})
