import { Agent, buildConnector } from 'undici'
import { guardedLookup, isAllowedPeer, refusedAddress } from './address-guard'

const connectTimeoutMs = 5_000
const pool = { connections: 256, pipelining: 1, keepAliveTimeout: 30_000 }
let guarded: Agent | undefined
let trusted: Agent | undefined

/** Connects, then looks at where the socket really ended before a byte of ours is sent. */
function guardedConnector(): buildConnector.connector {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup as never })
  return (options, callback) => connect(options, (...[error, socket]) => {
    if (error !== null) return callback(error, null)
    if (isAllowedPeer(options.hostname, socket.remoteAddress)) return callback(null, socket)
    socket.destroy()
    return callback(refusedAddress(options.hostname), null)
  })
}

/** The pool of kept-alive connections to servers that staff entered: every address is judged. */
export const guardedAgent = (): Agent => (guarded ??= new Agent({ ...pool, connect: guardedConnector() }))

/** The pool to what the deployment itself names (the embedded engine). */
export const trustedAgent = (): Agent => (trusted ??= new Agent({ ...pool, connect: { timeout: connectTimeoutMs } }))
