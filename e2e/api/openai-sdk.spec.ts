import { expect, test } from '@playwright/test'
import OpenAI from 'openai'
import { signedIn } from '../fixtures/client'
import { firstRun } from '../fixtures/first-run'
import { scriptedModel, type ScriptedModel } from '../fixtures/scripted-model'

const model = 'nicholas-core'
const client = (baseURL: string, apiKey = firstRun().demoApiKey): OpenAI => new OpenAI({ baseURL: `${baseURL}/api/v1`, apiKey, maxRetries: 0 })

test.describe('the official openai package', () => {
  test('gets a real answer with usage and a request id', async ({ baseURL }) => {
    const { data, response } = await client(baseURL ?? '').chat.completions.create({ model, messages: [{ role: 'user', content: 'What is the capital of France?' }], temperature: 0, max_tokens: 40 }).withResponse()
    expect(data.model).toBe(model)
    expect(data.choices[0]?.message.content).toContain('Paris')
    expect(data.usage?.prompt_tokens).toBeGreaterThan(0)
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0))
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    for (const name of ['limit', 'remaining', 'reset']) expect(response.headers.get(`x-ratelimit-${name}-requests`)).not.toBeNull()
  })

  test('answers in Arabic to Arabic', async ({ baseURL }) => {
    const answer = await client(baseURL ?? '').chat.completions.create({ model, messages: [{ role: 'user', content: 'مرحبا' }], temperature: 0, max_tokens: 40 })
    expect(answer.choices[0]?.message.content ?? '').toMatch(/[\u0600-\u06ff]/)
  })

  test('streams the same answer it gives at once, and says what it cost', async ({ baseURL }) => {
    const request = { model, messages: [{ role: 'user' as const, content: 'Hello!' }], temperature: 0, seed: 7, max_tokens: 60 }
    const whole = await client(baseURL ?? '').chat.completions.create(request)
    const stream = await client(baseURL ?? '').chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })
    let text = ''
    let usage: OpenAI.CompletionUsage | null | undefined
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      usage = chunk.usage ?? usage
    }
    expect(text).toBe(whole.choices[0]?.message.content)
    expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens)
    expect(usage).toHaveProperty('cost')
  })

  test('embeds text: equal length, nearer for nearer meanings', async ({ baseURL }) => {
    const { data } = await client(baseURL ?? '').embeddings.create({ model: 'house-embed', input: ['the invoice was paid', 'the bill has been settled', 'a cat sleeps in the garden'], encoding_format: 'float' })
    const [a = [], b = [], c = []] = data.map((row) => row.embedding)
    const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0)
    expect(data).toHaveLength(3)
    expect(dot(a, b)).toBeGreaterThan(dot(a, c))
  })

  test('lists models and finds one by name', async ({ baseURL }) => {
    const names: string[] = []
    for await (const one of client(baseURL ?? '').models.list()) names.push(one.id)
    expect(names).toEqual(expect.arrayContaining(['nicholas-core', 'surooh-neural-engine', 'lida-ai-assistant', 'house-embed']))
    expect((await client(baseURL ?? '').models.retrieve(model)).id).toBe(model)
  })

  test('completes raw text', async ({ baseURL }) => {
    const answer = await client(baseURL ?? '').completions.create({ model, prompt: 'Once upon a time', max_tokens: 12 })
    expect(answer.choices[0]?.text.length).toBeGreaterThan(0)
  })

  test('is told what went wrong in its own error classes', async ({ baseURL }) => {
    const ask = (openai: OpenAI, over: object = {}): Promise<unknown> =>
      openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }], ...over })
    await expect(ask(client(baseURL ?? '', 'mk_live_nonsense'))).rejects.toMatchObject({ status: 401 })
    await expect(ask(client(baseURL ?? ''), { model: 'no-such-model' })).rejects.toMatchObject({ status: 404 })
    await expect(ask(client(baseURL ?? ''), { messages: 'rubbish' })).rejects.toMatchObject({ status: 400 })
    await expect(ask(client(baseURL ?? ''), { max_tokens: -1 })).rejects.toMatchObject({ status: 400 })
    await expect(ask(client(baseURL ?? ''), { messages: [{ role: 'user', content: 'word '.repeat(5000) }] })).rejects.toMatchObject({ status: 400 })
  })

  test('leaves a receipt that can be asked for by its request id', async ({ baseURL, request }) => {
    const { data, response } = await client(baseURL ?? '').chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 }).withResponse()
    const id = response.headers.get('x-request-id') ?? ''
    const receipt = await request.get(`/api/generations/${id}`, { headers: { authorization: `Bearer ${firstRun().demoApiKey}` } })
    expect(receipt.status()).toBe(200)
    expect(await receipt.json()).toMatchObject({ id, input_tokens: data.usage?.prompt_tokens, output_tokens: data.usage?.completion_tokens })
  })
})

test.describe('the official openai package with a model that calls tools', () => {
  let scripted: ScriptedModel
  test.beforeAll(async ({ playwright, baseURL }) => { scripted = await scriptedModel(await signedIn(playwright, baseURL, 'staff')) })
  test.afterAll(() => scripted.remove())
  test.beforeEach(() => { scripted.upstream.script = {} })

  const weather = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }
  const question = { role: 'user' as const, content: 'Weather in Amman?' }

  for (const isStream of [false, true]) {
    test(`goes the whole way of a tool call (stream: ${isStream})`, async ({ baseURL }) => {
      const openai = client(baseURL ?? '')
      const ask = async (messages: OpenAI.ChatCompletionMessageParam[]): Promise<OpenAI.ChatCompletion> => {
        const request = { model: scripted.slug, messages, tools: [weather], parallel_tool_calls: false }
        return isStream ? openai.chat.completions.stream(request).finalChatCompletion() : openai.chat.completions.create(request)
      }
      const first = (await ask([question])).choices[0]
      expect(first?.finish_reason).toBe('tool_calls')
      const call = first?.message.tool_calls?.[0]
      expect(call).toMatchObject({ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Amman"}' } })
      if (!first || !call) throw new Error('no call')
      const second = await ask([question, first.message, { role: 'tool', tool_call_id: call.id, content: 'Sunny' }])
      expect(second.choices[0]?.message.content).toBe('Hello there')
    })
  }

  test('runs tools by itself, and parses an answer by its schema', async ({ baseURL }) => {
    const openai = client(baseURL ?? '')
    const cities: string[] = []
    const run = { name: 'weather', description: 'Weather of a city', parameters: {}, parse: (text: string) => JSON.parse(text) as { city: string }, function: ({ city }: { city: string }) => { cities.push(city); return 'Sunny' } }
    const runner = openai.chat.completions.runTools({ model: scripted.slug, messages: [question], tools: [{ type: 'function', function: run }] })
    expect(await runner.finalContent()).toBe('Hello there')
    expect(cities).toEqual(['Amman'])
    const schema = { name: 'place', schema: { type: 'object', properties: { capital: { type: 'string' } } } }
    const parsed = await openai.chat.completions.parse({ model: scripted.slug, messages: [question], response_format: { type: 'json_schema', json_schema: schema } })
    expect(parsed.choices[0]?.message.parsed).toEqual({ capital: 'Amman' })
  })

  test('gets several answers and log probabilities when it asks for them', async ({ baseURL }) => {
    const answer = await client(baseURL ?? '').chat.completions.create({ model: scripted.slug, messages: [question], n: 3, logprobs: true })
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(answer.choices[0]?.logprobs?.content?.[0]?.logprob).toBe(-0.1)
  })

  test('comes through its limit by its own retries, which wait as long as they are told', async ({ playwright, baseURL }) => {
    const demo = await signedIn(playwright, baseURL, 'demo')
    const made = (await (await demo.post('/api/keys', { data: { name: 'Twenty a minute', requests_per_minute: 20 } })).json()) as { id: string; secret: string }
    const statuses: number[] = []
    const counting: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      statuses.push(answer.status)
      return answer
    }
    const openai = new OpenAI({ baseURL: `${baseURL}/api/v1`, apiKey: made.secret, maxRetries: 4, fetch: counting })
    const answers: OpenAI.ChatCompletion[] = []
    for (let i = 0; i < 22; i++) answers.push(await openai.chat.completions.create({ model: scripted.slug, messages: [question] }))
    expect(answers).toHaveLength(22)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 200)).toHaveLength(22)
    await demo.post(`/api/keys/${made.id}/revoke`, { data: {} })
    await demo.dispose()
  })

  test('is told of a server that fails, and of one that breaks off in the middle', async ({ baseURL }) => {
    const openai = client(baseURL ?? '')
    scripted.upstream.script = { status: 400, body: JSON.stringify({ error: { message: 'top_k is unknown', param: 'top_k' } }) }
    await expect(openai.chat.completions.create({ model: scripted.slug, messages: [question] })).rejects.toMatchObject({ status: 400, param: 'top_k', message: expect.stringContaining('top_k is unknown') })
    scripted.upstream.script = { pieces: ['one', ' two', ' three'], pieceDelayMs: 20, breakAfter: 2 }
    const stream = await openai.chat.completions.create({ model: scripted.slug, messages: [question], stream: true })
    const read = async (): Promise<void> => { for await (const _chunk of stream) continue }
    await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError)
  })
})
