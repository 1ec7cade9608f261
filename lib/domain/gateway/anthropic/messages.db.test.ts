import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { gatewayFetch } from '@/lib/testing/gateway-fetch'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'

let upstream: FakeUpstream
let client: Metered
const plenty = 10n ** 15n
beforeAll(async () => {
  upstream = await startFakeUpstream()
  client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
})
afterAll(() => upstream.close())
beforeEach(() => { upstream.script = {} })

const sdk = (metered = client, apiKey = metered.secret): Anthropic => new Anthropic({ baseURL: 'http://gateway.test/api', apiKey, maxRetries: 0, fetch: gatewayFetch })
const hello = { max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hello' }] }
const weather: Anthropic.Tool = { name: 'weather', description: 'Weather of a city', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }

describe('the official client', () => {
  it('gets a message with usage, billed like any other', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { usage: { prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 3 } } }
    const message = await sdk(own).messages.create({ ...hello, model: own.model })
    expect(message).toMatchObject({ type: 'message', role: 'assistant', model: own.model, content: [{ type: 'text', text: 'Hello there' }], stop_reason: 'end_turn', stop_sequence: null })
    expect(message.usage).toMatchObject({ input_tokens: 2, cache_read_input_tokens: 3, cache_creation_input_tokens: 0, output_tokens: 2 })
    expect(message._request_id).toBe(message.id)
    const { events, openHolds } = await books(own)
    expect([openHolds, events.length, events[0]?.id]).toEqual([0, 1, message.id])
  })

  it('streams the same message, event by event', async () => {
    upstream.script = { pieces: ['One', ' two', ' three'] }
    const texts: string[] = []
    const stream = sdk().messages.stream({ ...hello, model: client.model }).on('text', (text) => texts.push(text))
    const message = await stream.finalMessage()
    expect(texts).toEqual(['One', ' two', ' three'])
    expect(message).toMatchObject({ content: [{ type: 'text', text: 'One two three' }], stop_reason: 'end_turn', usage: { input_tokens: 5, output_tokens: 3 } })
  })

  it('sends events in the order they are documented', async () => {
    const names: string[] = []
    for await (const { type } of await sdk().messages.create({ ...hello, model: client.model, stream: true })) names.push(type)
    expect(names).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'])
  })

  it.each([false, true])('calls tools, gets their results back, and answers (stream: %s)', async (isStream) => {
    const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
      const request = { max_tokens: 50, model: client.model, tools: [weather], tool_choice: { type: 'any' as const, disable_parallel_tool_use: true }, messages }
      return isStream ? sdk().messages.stream(request).finalMessage() : sdk().messages.create(request)
    }
    const question: Anthropic.MessageParam = { role: 'user', content: 'Weather in Amman?' }
    const first = await ask([question])
    expect(first).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Amman' } }] })
    expect(upstream.bodies.at(-1)).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false, tools: [{ type: 'function', function: { name: 'weather', parameters: weather.input_schema } }] })
    const second = await ask([question, { role: 'assistant', content: first.content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'Sunny' }, { type: 'text', text: 'So?' }] }])
    expect(second).toMatchObject({ stop_reason: 'end_turn', content: [{ type: 'text', text: 'Hello there' }] })
    expect(upstream.bodies.at(-1)?.messages).toEqual([
      { role: 'user', content: 'Weather in Amman?' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Amman"}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Sunny' },
      { role: 'user', content: 'So?' },
    ])
  })

  it.each([false, true])('is told to carry out a tool that it named, where servers end with stop (stream: %s)', async (isStream) => {
    const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }
    upstream.script = isStream ? { finish: 'stop' } : { body: JSON.stringify({ choices: [{ message: { content: '', tool_calls: [call] }, finish_reason: 'stop' }] }) }
    const request = { ...hello, model: client.model, tools: [weather], tool_choice: { type: 'tool' as const, name: 'weather' } }
    const message = isStream ? await sdk().messages.stream(request).finalMessage() : await sdk().messages.create(request)
    expect(message).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'weather' }] })
  })

  it('streams several tool calls as blocks of their own', async () => {
    const message = await sdk().messages.stream({ ...hello, model: client.model, tools: [weather, { ...weather, name: 'time' }] }).finalMessage()
    expect(message.content).toMatchObject([{ type: 'tool_use', name: 'weather', input: { city: 'Amman' } }, { type: 'tool_use', name: 'time', input: { city: 'Amman' } }])
  })

  it('has its fields translated: system, sequences, pictures, documents, a schema', async () => {
    const image: Anthropic.ImageBlockParam = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }
    const document: Anthropic.DocumentBlockParam = { type: 'document', title: 'terms', source: { type: 'text', media_type: 'text/plain', data: 'Be kind.' } }
    const sampling = { temperature: 0.5, top_k: 5 }
    await sdk().messages.create({
      ...hello, model: client.model, system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }], stop_sequences: ['END'], ...sampling, metadata: { user_id: 'u1' },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, image, document] }],
    })
    expect(upstream.bodies.at(-1)).toMatchObject({
      max_tokens: 50, stop: ['END'], temperature: 0.5, top_k: 5, user: 'u1',
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: [{ type: 'text', text: 'What?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }, { type: 'text', text: 'Be kind.' }] }],
    })
  })

  it('is told why an answer ended', async () => {
    upstream.script = { finish: 'length' }
    expect((await sdk().messages.create({ ...hello, model: client.model })).stop_reason).toBe('max_tokens')
    upstream.script = { body: JSON.stringify({ choices: [{ message: { content: 'a' }, finish_reason: 'stop', stop_reason: 'END' }] }) }
    expect(await sdk().messages.create({ ...hello, model: client.model, stop_sequences: ['END'] })).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' })
  })

  it('sees thoughts only when it asked for them', async () => {
    upstream.script = { reasoning: 'Hm.' }
    const thinking = { thinking: { type: 'enabled' as const, budget_tokens: 1_024 } }
    expect((await sdk().messages.create({ ...hello, model: client.model })).content).toHaveLength(1)
    expect((await sdk().messages.create({ ...hello, model: client.model, ...thinking })).content).toMatchObject([{ type: 'thinking', thinking: 'Hm.' }, { type: 'text' }])
    expect((await sdk().messages.stream({ ...hello, model: client.model, ...thinking }).finalMessage()).content).toMatchObject([{ type: 'thinking', thinking: 'Hm.' }, { type: 'text', text: 'Hello there' }])
  })

  it('gets its own error classes', async () => {
    const ask = (over: object, from = sdk()): Promise<unknown> => from.messages.create({ ...hello, model: client.model, ...over }) as Promise<unknown>
    await expect(ask({}, sdk(client, 'mk_live_nobody'))).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    await expect(ask({ model: 'nope' })).rejects.toMatchObject({ status: 404, error: { type: 'error', error: { type: 'not_found_error', code: 'model_not_found' } } })
    await expect(ask({ max_tokens: 0 })).rejects.toBeInstanceOf(Anthropic.BadRequestError)
    await expect(ask({ messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }] })).rejects.toMatchObject({ status: 400, error: { error: { param: 'messages[0].content[0].source' } } })
    await expect(ask({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })).rejects.toMatchObject({ status: 400 })
    upstream.script = { status: 500 }
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    await expect(sdk(own).messages.create({ ...hello, model: own.model })).rejects.toMatchObject({ status: 502, error: { error: { type: 'api_error' } } })
    const poor = await createMeteredClient({ upstreams: [upstream.baseUrl] })
    await expect(sdk(poor).messages.create({ ...hello, model: poor.model })).rejects.toMatchObject({ status: 402, error: { error: { type: 'billing_error' } } })
    const limited = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, requestsPerMinute: 1 })
    upstream.script = {}
    await sdk(limited).messages.create({ ...hello, model: limited.model })
    await expect(sdk(limited).messages.create({ ...hello, model: limited.model })).rejects.toBeInstanceOf(Anthropic.RateLimitError)
  })

  it('is told of a break in the stream by an error event, after what was relayed', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    upstream.script = { pieces: ['a', 'b', 'c'], pieceDelayMs: 20, breakAfter: 2 }
    const text = await answerText(await gatewayPost(own, { ...hello, stream: true }, { path: '/messages' }))
    expect(text).toContain('"text":"a"')
    expect(text).toMatch(/event: error\ndata: \{"type":"error","error":\{"type":"api_error"/)
    expect(text).not.toContain('message_stop')
    expect((await books(own)).events).toMatchObject([{ status: 'error', isEstimated: true }])
  })

  it('lists the models as it knows them', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const page = await sdk(own).models.list()
    expect([page.has_more, page.data.map(({ id, type, created_at }) => [id, type, Number.isNaN(Date.parse(created_at))])]).toEqual([false, [[own.model, 'model', false]]])
    expect((await sdk(own).models.retrieve(own.model)).display_name).toBeTruthy()
  })

  it('counts the tokens of a prompt, as a guess and for nothing', async () => {
    const own = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty })
    const { input_tokens } = await sdk(own).messages.countTokens({ model: own.model, messages: [{ role: 'user', content: 'word '.repeat(100) }] })
    expect(input_tokens).toBeGreaterThan(50)
    expect(input_tokens).toBeLessThan(300)
    expect((await books(own)).events).toEqual([])
  })
})
