import { callUpstream, readText } from './openai-compatible'
import { InferenceFailure, type InferenceTarget } from './types'

export type ProbeResult = { ok: boolean; latencyMs: number; models: string[]; reason: 'unreachable' | 'timeout' | 'refused_address' | 'unauthorized' | 'bad_answer' | null }

/** Asks a server for its models: reachable, let in, and speaking the API. Never throws. */
export async function probeUpstream(target: InferenceTarget): Promise<ProbeResult> {
  const started = performance.now()
  const result = (reason: ProbeResult['reason'], models: string[] = []): ProbeResult =>
    ({ ok: reason === null, latencyMs: Math.round(performance.now() - started), models, reason })
  try {
    const answer = await callUpstream({ ...target, timeoutMs: Math.min(target.timeoutMs, 10_000) }, '/models')
    const text = await readText(answer, 4_194_304)
    if (answer.status === 401 || answer.status === 403) return result('unauthorized')
    const models = modelsIn(text)
    return answer.status === 200 && models ? result(null, models) : result('bad_answer')
  } catch (error) {
    return result(error instanceof InferenceFailure ? error.kind : 'bad_answer')
  }
}

function modelsIn(text: string): string[] | null {
  try {
    const { data } = JSON.parse(text) as { data?: unknown }
    return Array.isArray(data) ? data.flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' ? [one.id] : [])) : null
  } catch {
    return null
  }
}
