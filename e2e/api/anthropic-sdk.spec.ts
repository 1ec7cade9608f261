import Anthropic from '@anthropic-ai/sdk'
import { expect, test } from '@playwright/test'
import { signedIn } from '../fixtures/client'
import { firstRun } from '../fixtures/first-run'
import { scriptedModel, type ScriptedModel } from '../fixtures/scripted-model'

const model = 'nicholas-core'
const client = (baseURL: string | undefined, apiKey = firstRun().demoApiKey): Anthropic => new Anthropic({ baseURL: `${baseURL}/api`, apiKey, maxRetries: 0 })
const question = { max_tokens: 40, messages: [{ role: 'user' as const, content: 'What is the capital of France?' }] }

test.describe('the official Anthropic package', () => {
  test('gets a real message with usage under a request id', async ({ baseURL, request }) => {
    const message = await client(baseURL).messages.create({ ...question, model })
    expect(message).toMatchObject({ type: 'message', role: 'assistant', model })
    expect(message.content[0]?.type === 'text' ? message.content[0].text : '').toContain('Paris')
    expect(message.usage.input_tokens).toBeGreaterThan(0)
    const receipt = await request.get(`/api/generations/${message._request_id}`, { headers: { authorization: `Bearer ${firstRun().demoApiKey}` } })
    expect(await receipt.json()).toMatchObject({ id: message.id, output_tokens: message.usage.output_tokens })
  })

  test('streams a message, and takes the key as a bearer token too', async ({ baseURL }) => {
    const bearer = new Anthropic({ baseURL: `${baseURL}/api`, authToken: firstRun().demoApiKey, apiKey: null, maxRetries: 0 })
    let text = ''
    const message = await bearer.messages.stream({ ...question, model }).on('text', (piece) => { text += piece }).finalMessage()
    expect(text).toContain('Paris')
    expect(message.content).toMatchObject([{ type: 'text', text }])
    expect(message.usage.output_tokens).toBeGreaterThan(0)
  })

  test('counts tokens, and is told what went wrong in its own error classes', async ({ baseURL }) => {
    const { max_tokens: _max, ...prompt } = question
    expect((await client(baseURL).messages.countTokens({ ...prompt, model })).input_tokens).toBeGreaterThan(3)
    await expect(client(baseURL, 'mk_live_nonsense').messages.create({ ...question, model })).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    await expect(client(baseURL).messages.create({ ...question, model: 'no-such-model' })).rejects.toBeInstanceOf(Anthropic.NotFoundError)
    await expect(client(baseURL).messages.create({ ...question, model, max_tokens: 0 })).rejects.toBeInstanceOf(Anthropic.BadRequestError)
  })
})

test.describe('the official Anthropic package with a model that calls tools', () => {
  let scripted: ScriptedModel
  test.beforeAll(async ({ playwright, baseURL }) => { scripted = await scriptedModel(await signedIn(playwright, baseURL, 'staff')) })
  test.afterAll(() => scripted.remove())

  for (const isStream of [false, true]) {
    test(`goes the whole way of a tool call (stream: ${isStream})`, async ({ baseURL }) => {
      const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
        const request = { model: scripted.slug, max_tokens: 50, messages, tools: [{ name: 'weather', input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } } }] }
        return isStream ? client(baseURL).messages.stream(request).finalMessage() : client(baseURL).messages.create(request)
      }
      const first = await ask([{ role: 'user', content: 'Weather in Amman?' }])
      expect(first).toMatchObject({ stop_reason: 'tool_use', content: [{ type: 'tool_use', name: 'weather', input: { city: 'Amman' } }] })
      const result: Anthropic.ToolResultBlockParam = { type: 'tool_result', tool_use_id: first.content[0]?.type === 'tool_use' ? first.content[0].id : '', content: 'Sunny' }
      const second = await ask([{ role: 'user', content: 'Weather in Amman?' }, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }])
      expect(second).toMatchObject({ stop_reason: 'end_turn', content: [{ type: 'text', text: 'Hello there' }] })
    })
  }
})
