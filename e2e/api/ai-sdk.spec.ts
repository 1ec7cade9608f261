import { createOpenAICompatible, type OpenAICompatibleProvider } from '@ai-sdk/openai-compatible'
import { expect, test } from '@playwright/test'
import { APICallError, embedMany, generateObject, generateText, stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'
import { signedIn } from '../fixtures/client'
import { firstRun } from '../fixtures/first-run'
import { scriptedModel, type ScriptedModel } from '../fixtures/scripted-model'

const provider = (baseURL: string | undefined, apiKey = firstRun().demoApiKey): OpenAICompatibleProvider =>
  createOpenAICompatible({ name: 'matrix', baseURL: `${baseURL}/api/v1`, apiKey, includeUsage: true, supportsStructuredOutputs: true })
const model = 'nicholas-core'
const prompt = 'What is the capital of France?'

test.describe('the AI SDK', () => {
  test('generates and streams the same text, with usage', async ({ baseURL }) => {
    const settings = { model: provider(baseURL)(model), prompt, temperature: 0, seed: 7, maxOutputTokens: 40, maxRetries: 0 }
    const whole = await generateText(settings)
    expect(whole.text).toContain('Paris')
    expect(whole.usage.outputTokens).toBeGreaterThan(0)
    const streamed = streamText(settings)
    let text = ''
    for await (const piece of streamed.textStream) text += piece
    expect(text).toBe(whole.text)
    expect((await streamed.usage).outputTokens).toBe(whole.usage.outputTokens)
    expect(await streamed.finishReason).toBe(whole.finishReason)
  })

  test('embeds several texts', async ({ baseURL }) => {
    const { embeddings } = await embedMany({ model: provider(baseURL).textEmbeddingModel('house-embed'), values: ['one', 'two'], maxRetries: 0 })
    expect(embeddings).toHaveLength(2)
    expect(embeddings[0]?.length).toBe(embeddings[1]?.length)
  })

  test('is told what went wrong', async ({ baseURL }) => {
    const ask = async (apiKey: string | undefined, slug: string): Promise<unknown> => generateText({ model: provider(baseURL, apiKey)(slug), prompt, maxRetries: 0 }).catch((error: unknown) => error)
    const [stranger, missing] = [await ask('mk_live_nonsense', model), await ask(undefined, 'no-such-model')]
    expect([APICallError.isInstance(stranger) && stranger.statusCode, APICallError.isInstance(missing) && missing.statusCode]).toEqual([401, 404])
  })
})

test.describe('the AI SDK with a model that calls tools', () => {
  let scripted: ScriptedModel
  test.beforeAll(async ({ playwright, baseURL }) => { scripted = await scriptedModel(await signedIn(playwright, baseURL, 'staff')) })
  test.afterAll(() => scripted.remove())

  test('runs a tool between two steps, at once and as a stream', async ({ baseURL }) => {
    const cities: string[] = []
    const weather = tool({ description: 'Weather of a city', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => { cities.push(city); return 'Sunny' } })
    const settings = { model: provider(baseURL)(scripted.slug), prompt: 'Weather in Amman?', tools: { weather }, stopWhen: stepCountIs(3), maxRetries: 0 }
    const whole = await generateText(settings)
    expect([whole.text, whole.steps.length]).toEqual(['Hello there', 2])
    const streamed = streamText(settings)
    expect(await streamed.text).toBe('Hello there')
    expect(cities).toEqual(['Amman', 'Amman'])
  })

  test('generates an object by its schema', async ({ baseURL }) => {
    const { object } = await generateObject({ model: provider(baseURL)(scripted.slug), prompt, schema: z.object({ capital: z.string() }), maxRetries: 0 })
    expect(object).toEqual({ capital: 'Amman' })
  })

  test('shows what a model thinks apart from what it says', async ({ baseURL }) => {
    scripted.upstream.script = { reasoning: 'Let me see.' }
    const { text, reasoningText } = await generateText({ model: provider(baseURL)(scripted.slug), prompt, maxRetries: 0 })
    expect([text, reasoningText]).toEqual(['Hello there', 'Let me see.'])
  })
})
