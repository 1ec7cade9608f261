import { expect, it } from 'vitest'
import { conversationReducer, startConversation, type Conversation, type ConversationAction } from './conversation'
import { HistoryWriter, type Place, type SaveState, type Store } from './history-writer'

const empty = startConversation('m')
const said = (prompt: string): Conversation => ([
  { type: 'ask', id: 'turn-1', prompt }, { type: 'start', turn: 'turn-1', column: 0, model: 'm' }, { type: 'answer', turn: 'turn-1', column: 0, change: { append: 'Yes.', state: 'done' } },
] satisfies ConversationAction[]).reduce(conversationReducer, empty)

/** A server that answers when it is told to, and what it holds. */
function server() {
  const kept = new Map<string, string>()
  const waiting: (() => void)[] = []
  let isSlow = false
  const store: Store = async (known, { turns }) => {
    if (isSlow) await new Promise<void>((go) => waiting.push(go))
    const id = known?.id ?? `cnv-${kept.size + 1}`
    kept.set(id, turns[0]?.prompt ?? '')
    return { id, version: (known?.version ?? 0) + 1 }
  }
  return { kept, store, slowly: () => { isSlow = true }, go: () => { isSlow = false; for (const one of waiting.splice(0)) one() } }
}

function writerFor(store: ReturnType<typeof server>['store']) {
  const told: [SaveState, string | undefined][] = []
  return { told, writer: new HistoryWriter(store, (state, id) => told.push([state, id]), { place: undefined, conversation: empty }) }
}

it('a conversation keeps its id from its first writing on, and nothing empty is written', async () => {
  const { store, kept } = server()
  const { writer, told } = writerFor(store)
  expect(writer.needs(empty)).toBe(false)
  writer.write(said('one'))
  writer.write(said('one and more'))
  await writer.settled()
  expect([...kept]).toEqual([['cnv-1', 'one and more']])
  expect(told.at(-1)).toEqual(['saved', 'cnv-1'])
})

it('one that is still being written when the next begins never lends it its place', async () => {
  const { store, kept, slowly, go } = server()
  const { writer, told } = writerFor(store)
  slowly()
  writer.write(said('first'))
  writer.follow(undefined, empty)
  writer.write(said('second'))
  await Promise.resolve()
  go()
  await writer.settled()
  expect([...kept]).toEqual([['cnv-1', 'first'], ['cnv-2', 'second']])
  expect(told.at(-1)).toEqual(['saved', 'cnv-2'])
})

it('one that was deleted does not come back by a writing that was on its way', async () => {
  const { store, kept } = server()
  const { writer } = writerFor(store)
  const first = said('first')
  writer.write(first)
  writer.forget(first)
  await writer.settled()
  expect([kept.size, writer.needs(first), writer.needs(said('first, carried on'))]).toEqual([0, false, true])
})

it('one that was deleted does not come back by the cost of an answer that was stopped', async () => {
  const { store } = server()
  const { writer } = writerFor(store)
  const receipt = { inputTokens: 1, outputTokens: 1, costPicos: 1n, isEstimated: false }
  const first = said('first')
  const billed = conversationReducer(first, { type: 'answer', turn: 'turn-1', column: 0, change: { receipt } })
  writer.forget(first)
  expect([writer.needs(billed), writer.needs(conversationReducer(billed, { type: 'ask', id: 'turn-2', prompt: 'More?' }))]).toEqual([false, true])
  writer.follow({ id: 'cnv-1', version: 1 }, first)
  expect(writer.needs(billed)).toBe(true)
})

it('what is being written is not written once more by leaving the page', async () => {
  const { store, slowly, go } = server()
  const { writer } = writerFor(store)
  slowly()
  const first = said('first')
  writer.write(first)
  await Promise.resolve()
  expect(writer.needs(first)).toBe(false)
  go()
  await writer.settled()
})

it('what another page carried on with goes on in a copy of its own, and that stays told', async () => {
  const asked: (Place | undefined)[] = []
  const { writer, told } = writerFor(async (place) => {
    asked.push(place)
    return place?.id === 'cnv-1' ? { id: 'cnv-2', version: 1, isCopy: true } : { id: 'cnv-2', version: 2, isCopy: false }
  })
  writer.follow({ id: 'cnv-1', version: 3 }, empty)
  for (const prompt of ['one', 'two']) writer.write(said(prompt))
  await writer.settled()
  expect(asked).toEqual([{ id: 'cnv-1', version: 3 }, { id: 'cnv-2', version: 1 }])
  expect(told.filter(([state]) => state === 'copied')).toEqual([['copied', 'cnv-2'], ['copied', 'cnv-2']])
})

it('a refusal is told and not repeated until something changes', async () => {
  const { writer, told } = writerFor(() => Promise.reject(Object.assign(new Error('large'), { code: 'payload_too_large' })))
  const long = said('long')
  writer.write(long)
  await writer.settled()
  expect([told.at(-1)?.[0], writer.needs(long)]).toEqual(['tooLarge', false])
})
