import type { ChatMessage, Settings } from './conversation'
import { bodyOf } from './stream-chat'

export type SampleLanguage = 'curl' | 'typescript' | 'python'
export type CodeSample = { language: SampleLanguage; label: string; code: string }

type Sample = { baseUrl: string; model: string; messages: ChatMessage[]; settings: Settings; key: string }

const indent = (text: string, by: string): string => text.replace(/\n/g, `\n${by}`)
const shellQuoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`

function curl(sample: Sample): string {
  const body = JSON.stringify(bodyOf(sample), null, 2)
  return [
    `curl -N ${sample.baseUrl}/chat/completions \\`,
    `  -H "Authorization: Bearer ${sample.key}" \\`,
    '  -H "Content-Type: application/json" \\',
    `  -d ${shellQuoted(body)}`,
  ].join('\n')
}

function typescript(sample: Sample): string {
  return `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: ${JSON.stringify(sample.baseUrl)},
  apiKey: ${JSON.stringify(sample.key)},
})

const stream = await client.chat.completions.create(${JSON.stringify(bodyOf(sample), null, 2)})

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '')
}`
}

/** JSON is Python but for three words; only bare ones are changed, never those inside strings. */
const pythonLiteral = (value: unknown): string =>
  JSON.stringify(value, null, 4).replace(/"(?:[^"\\]|\\.)*"|\btrue\b|\bfalse\b|\bnull\b/g, (part) => ({ true: 'True', false: 'False', null: 'None' })[part] ?? part)

function python(sample: Sample): string {
  const { messages, ...rest } = bodyOf(sample)
  const args = Object.entries({ ...rest, messages }).map(([name, value]) => `    ${name}=${indent(pythonLiteral(value), '    ')},`)
  return `from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(sample.baseUrl)},
    api_key=${JSON.stringify(sample.key)},
)

stream = client.chat.completions.create(
${args.join('\n')}
)

for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="")`
}

/**
 * One request as code that runs as it stands, in the three languages the docs speak.
 * @param sample `key` is a place holder unless the caller really holds a secret to show.
 */
export function codeSamples(sample: Sample): CodeSample[] {
  return [
    { language: 'curl', label: 'curl', code: curl(sample) },
    { language: 'typescript', label: 'TypeScript', code: typescript(sample) },
    { language: 'python', label: 'Python', code: python(sample) },
  ]
}

/** Where the key goes in an example; also what people search for when they read it. */
export const keyPlace = 'YOUR_API_KEY'
