import type { CodeTab } from '@/components/data/code-tabs'

type Place = { origin: string; model: string }

/** The first call with each official client. Only the base address and the key differ from what their own pages show. */
export const firstCalls = ({ origin, model }: Place): CodeTab[] => [
  { name: 'curl', code: `curl ${origin}/api/v1/chat/completions \\
  -H "Authorization: Bearer $MATRIX_API_KEY" -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'` },
  { name: 'OpenAI · TypeScript', code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/api/v1', apiKey: 'mk_live_…' })
const answer = await client.chat.completions.create({ model: '${model}', messages: [{ role: 'user', content: 'Hello' }] })
console.log(answer.choices[0]?.message.content)` },
  { name: 'OpenAI · Python', code: `from openai import OpenAI

client = OpenAI(base_url="${origin}/api/v1", api_key="mk_live_…")
answer = client.chat.completions.create(model="${model}", messages=[{"role": "user", "content": "Hello"}])
print(answer.choices[0].message.content)` },
  { name: 'Anthropic · TypeScript', code: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: '${origin}/api', apiKey: 'mk_live_…' })
const message = await client.messages.create({ model: '${model}', max_tokens: 200, messages: [{ role: 'user', content: 'Hello' }] })
console.log(message.content)` },
  { name: 'AI SDK', code: `import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText } from 'ai'

const matrix = createOpenAICompatible({ name: 'matrix', baseURL: '${origin}/api/v1', apiKey: 'mk_live_…', includeUsage: true })
const { text } = await generateText({ model: matrix('${model}'), prompt: 'Hello' })` },
  { name: 'LangChain', code: `import { ChatOpenAI } from '@langchain/openai'

const chat = new ChatOpenAI({ model: '${model}', apiKey: 'mk_live_…', configuration: { baseURL: '${origin}/api/v1' } })
const answer = await chat.invoke('Hello')` },
]

/** A stream that ends with what it cost. */
export const streams = ({ origin, model }: Place): CodeTab[] => [
  { name: 'OpenAI · TypeScript', code: `const stream = await client.chat.completions.create({
  model: '${model}', messages, stream: true, stream_options: { include_usage: true },
})
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  if (chunk.usage) console.log(chunk.usage) // tokens, cost, currency
}` },
  { name: 'Anthropic · TypeScript', code: `const stream = client.messages.stream({ model: '${model}', max_tokens: 200, messages })
  .on('text', (text) => process.stdout.write(text))
console.log((await stream.finalMessage()).usage)` },
  { name: 'curl', code: `curl -N ${origin}/api/v1/chat/completions \\
  -H "Authorization: Bearer $MATRIX_API_KEY" -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "stream": true, "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "Hello"}]}'` },
]
