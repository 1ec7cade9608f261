import { Agent } from 'undici'
import type { InstanceEndpoint } from '../instance-runtime/types'

type Pooled = { address: string; agent: Agent }

const pools = new Map<string, Pooled>()
const mostPools = 1_000
/** Idle connections live shorter here than in the engines (five seconds): a request is not sent twice, so it should not meet one that is just being closed. */
const pool = { connections: 64, pipelining: 1, keepAliveTimeout: 4_000 }
const connectTimeoutMs = 2_000

const addressOf = (endpoint: InstanceEndpoint): string => (endpoint.kind === 'unix' ? endpoint.socketPath : endpoint.url)

/** Answers under way are finished first; whoever still holds the pool may go on. */
const drop = ({ agent }: Pooled): void => void agent.close().catch(() => undefined)

/**
 * The kept-alive connections to one instance's server, whose address its manager wrote; a new address is a new server, and the
 * old one's connections are let go.
 */
export function instanceAgent(instanceId: string, endpoint: InstanceEndpoint): Agent {
  const [known, address] = [pools.get(instanceId), addressOf(endpoint)]
  if (known?.address === address) return known.agent
  if (known) drop(known)
  const eldest = pools.size >= mostPools ? pools.entries().next().value : undefined
  if (eldest) {
    pools.delete(eldest[0])
    drop(eldest[1])
  }
  const agent = new Agent({ ...pool, connect: { timeout: connectTimeoutMs, ...(endpoint.kind === 'unix' ? { socketPath: endpoint.socketPath } : {}) } })
  pools.set(instanceId, { address, agent })
  return agent
}

/** Where the server's API begins. A socket has no host; the name stands for it. */
export const instanceBaseUrl = (endpoint: InstanceEndpoint): string => `${endpoint.kind === 'unix' ? 'http://instance' : endpoint.url.replace(/\/$/, '')}/v1`
