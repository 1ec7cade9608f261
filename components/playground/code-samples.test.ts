import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { emptySettings } from './conversation'
import { codeSamples, keyPlace } from './code-samples'

const nasty = `It's "quoted", \`ticked\`, $HOME, true, null\nمرحبا \\ end`
const sample = {
  baseUrl: 'http://localhost:3000/api/v1', model: 'nicholas', key: keyPlace,
  messages: [{ role: 'user' as const, content: nasty }], settings: { ...emptySettings, temperature: 0.5, maxTokens: 64, stop: [`\n"it's"`], isJson: true },
}
const codeOf = (language: string): string => codeSamples(sample).find((one) => one.language === language)?.code ?? ''

describe('codeSamples', () => {
  it('gives a shell command whose body survives the shell byte for byte', () => {
    const script = codeOf('curl').replace(/^curl .*/, 'set -- \\').replace(/$/, '\nfor last; do :; done; printf %s "$last"')
    const body = JSON.parse(execFileSync('sh', ['-c', script], { encoding: 'utf8' })) as { messages: { content: string }[]; stream: boolean }
    expect(body.messages[0]?.content).toBe(nasty)
    expect(body).toMatchObject({ stop: [`\n"it's"`], response_format: { type: 'json_object' }, model: 'nicholas', stream: true, temperature: 0.5, max_tokens: 64 })
  })

  it('gives TypeScript that holds the very same request', () => {
    const call = /create\((\{[\s\S]*?\n\})\)/.exec(codeOf('typescript'))?.[1] ?? ''
    expect(JSON.parse(call)).toMatchObject({ messages: [{ role: 'user', content: nasty }], stream: true })
  })

  it('gives Python with Python’s own literals, and leaves words inside strings alone', () => {
    const code = codeOf('python')
    expect(code).toContain('stream=True')
    expect(code).not.toMatch(/=true\b|=null\b/)
    expect(code).toContain('true, null\\n')
  })
})
