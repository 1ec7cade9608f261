import { open } from '@/lib/auth/secret-box'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import type { InferenceTarget } from './types'

type UpstreamSecret = { upstreamId: string; baseUrl: string; isHouse: boolean; secretCiphertext: Uint8Array | null; secretKeyId: string | null; timeoutMs: number }

/** What a sealed upstream secret is bound to: its row and its host, so it can be sent nowhere else. */
export const upstreamSecretContext = (upstreamId: string, baseUrl: string): string => `Upstream/${upstreamId}/${new URL(baseUrl).host}`

/**
 * A stored server as something to call. The house engine's address and token come from the deployment.
 * @throws DomainError not_configured when the engine has no address, or the secret cannot be opened
 */
export function targetOf(upstream: UpstreamSecret): InferenceTarget {
  const timeoutMs = Math.min(upstream.timeoutMs, env().GATEWAY_UPSTREAM_TIMEOUT_MS)
  if (upstream.isHouse) {
    const { ENGINE_URL, ENGINE_TOKEN } = env()
    if (!ENGINE_URL) throw new DomainError('not_configured', { internal: 'ENGINE_URL is not set' })
    return { baseUrl: `${ENGINE_URL.replace(/\/(v1\/?)?$/, '')}/v1`, token: ENGINE_TOKEN ?? null, timeoutMs, isTrusted: true }
  }
  return { baseUrl: upstream.baseUrl, token: secretOf(upstream), timeoutMs, isTrusted: false }
}

const opened = new WeakMap<UpstreamSecret, string>()

/** Opened once as long as the server's row stays as it is. */
function secretOf(upstream: UpstreamSecret): string | null {
  const known = opened.get(upstream)
  if (known !== undefined) return known
  const secret = openedSecret(upstream)
  if (secret !== null) opened.set(upstream, secret)
  return secret
}

function openedSecret({ upstreamId, baseUrl, secretCiphertext, secretKeyId }: UpstreamSecret): string | null {
  if (!secretCiphertext || !secretKeyId) return null
  try {
    return open(secretCiphertext, secretKeyId, upstreamSecretContext(upstreamId, baseUrl))
  } catch (cause) {
    throw new DomainError('not_configured', { internal: `the secret of ${upstreamId} cannot be opened`, cause })
  }
}
