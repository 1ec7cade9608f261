import { expect, test } from '@playwright/test'
import OpenAI from 'openai'
import { firstRun } from '../fixtures/first-run'

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
