import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { signedIn } from '../fixtures/client'
import { firstRun } from '../fixtures/first-run'
import { scriptedModel, type ScriptedModel } from '../fixtures/scripted-model'

const chat = (baseURL: string | undefined, model = 'nicholas-core', apiKey = firstRun().demoApiKey): ChatOpenAI =>
  new ChatOpenAI({ model, apiKey, maxRetries: 0, temperature: 0, maxTokens: 40, configuration: { baseURL: `${baseURL}/api/v1` } })
const outputTokens = (message: unknown): number | undefined => (message as { usage_metadata?: { output_tokens: number } } | undefined)?.usage_metadata?.output_tokens
const question = 'What is the capital of France?'

test.describe('LangChain', () => {
  test('asks and streams, with usage', async ({ baseURL }) => {
    const whole = await chat(baseURL).invoke(question)
    expect(String(whole.content)).toContain('Paris')
    expect(outputTokens(whole)).toBeGreaterThan(0)
    let streamed: Awaited<ReturnType<ChatOpenAI['invoke']>> | undefined
    let text = ''
    for await (const chunk of await chat(baseURL).stream(question)) {
      text += String(chunk.content)
      streamed = streamed === undefined ? chunk : chunk.concat(streamed as never)
    }
    expect(text).toBe(whole.content)
    expect(outputTokens(streamed)).toBe(outputTokens(whole))
  })

  test('embeds documents and a question', async ({ baseURL }) => {
    const embeddings = new OpenAIEmbeddings({ model: 'house-embed', apiKey: firstRun().demoApiKey, maxRetries: 0, configuration: { baseURL: `${baseURL}/api/v1` } })
    const documents = await embeddings.embedDocuments(['one', 'two'])
    expect(documents).toHaveLength(2)
    expect((await embeddings.embedQuery('one')).length).toBe(documents[0]?.length)
  })

  test('is told what went wrong', async ({ baseURL }) => {
    await expect(chat(baseURL, 'nicholas-core', 'mk_live_nonsense').invoke(question)).rejects.toMatchObject({ status: 401 })
    await expect(chat(baseURL, 'no-such-model').invoke(question)).rejects.toMatchObject({ status: 404 })
  })
})

test.describe('LangChain with a model that calls tools', () => {
  let scripted: ScriptedModel
  test.beforeAll(async ({ playwright, baseURL }) => { scripted = await scriptedModel(await signedIn(playwright, baseURL, 'staff')) })
  test.afterAll(() => scripted.remove())

  test('binds tools, gets a call, sends its result back', async ({ baseURL }) => {
    const weather = tool(() => 'Sunny', { name: 'weather', description: 'Weather of a city', schema: z.object({ city: z.string() }) })
    const model = chat(baseURL, scripted.slug).bindTools([weather])
    const ask = new HumanMessage('Weather in Amman?')
    const first = await model.invoke([ask])
    expect(first.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Amman' }, id: 'call_1' }])
    const second = await model.invoke([ask, first, new ToolMessage({ tool_call_id: 'call_1', content: 'Sunny' })])
    expect(second.content).toBe('Hello there')
  })

  test('gives an object by its schema', async ({ baseURL }) => {
    const structured = chat(baseURL, scripted.slug).withStructuredOutput(z.object({ capital: z.string() }), { method: 'jsonSchema' })
    expect(await structured.invoke(question)).toEqual({ capital: 'Amman' })
  })
})
