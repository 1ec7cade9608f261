import { errors } from 'undici'
import { callUpstream, readText } from './openai-compatible'
import { InferenceFailure, type InferenceTarget } from './types'

/** Why a server is no use now; each has its sentence for staff. */
export type ProbeReason = 'unreachable' | 'unknown_host' | 'certificate' | 'no_tls' | 'timeout' | 'refused_address' | 'unauthorized' | 'redirected' | 'busy' | 'server_error' | 'no_models_list' | 'bad_answer'
export type ProbeResult = { ok: boolean; latencyMs: number; models: string[]; reason: ProbeReason | null }

function reasonIn(status: number): ProbeReason | null {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status >= 300 && status < 400) return 'redirected'
  if (status === 429) return 'busy'
  if (status === 404 || status === 405) return 'no_models_list'
  if (status >= 500) return 'server_error'
  return status === 200 ? null : 'bad_answer'
}

const certificateCodes = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY))/

/** What stood in the way of a connection, as far as the system's own words tell. */
function reasonOf({ kind, cause }: InferenceFailure): ProbeReason {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (kind !== 'unreachable') return kind
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown_host'
  if (certificateCodes.test(code)) return 'certificate'
  if (/^(ERR_SSL_|EPROTO)/.test(code)) return 'no_tls'
  return cause instanceof errors.HTTPParserError ? 'bad_answer' : 'unreachable'
}

/** Asks a server for its models: reachable, let in, and speaking the API. Never throws. */
export async function probeUpstream(target: InferenceTarget): Promise<ProbeResult> {
  const started = performance.now()
  const result = (reason: ProbeResult['reason'], models: string[] = []): ProbeResult =>
    ({ ok: reason === null, latencyMs: Math.round(performance.now() - started), models, reason })
  try {
    const answer = await callUpstream({ ...target, timeoutMs: Math.min(target.timeoutMs, 10_000) }, '/models')
    const text = await readText(answer, 4_194_304)
    const reason = reasonIn(answer.status)
    if (reason) return result(reason)
    const models = modelsIn(text)
    return models ? result(null, models) : result('bad_answer')
  } catch (error) {
    return result(error instanceof InferenceFailure ? reasonOf(error) : 'bad_answer')
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
