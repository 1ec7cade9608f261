import { fetch } from 'undici'
import { DomainError } from '@/lib/kernel/error'

const timeoutMs = 10_000
const mostBytes = 1_000_000

/** A source's JSON answer: bounded in time and size, and no redirects, which a source has no reason for. @throws DomainError upstream_failed */
export async function readJson(source: string, url: string, headers: Record<string, string> = {}): Promise<unknown> {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json', ...headers }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      if (text.length > mostBytes) throw new Error('its answer is too long')
    }
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new DomainError('upstream_failed', { internal: `rates of ${source}: ${error instanceof Error ? error.message : 'no answer'}`, cause: error })
  }
}
