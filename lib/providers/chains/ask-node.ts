/** How long one question may take and how much may be answered: a node is somebody else's machine. */
export type NodeLimits = { timeoutMs: number; limitBytes: number }

export type NodeRequest = { path?: string; body?: string; headers?: Record<string, string> }

/** What cannot be had from a node: nobody there, too late, too much, a redirect, or another status than expected. */
export class NodeError extends Error {
  constructor(message: string, readonly status: number | null = null) {
    super(message)
    this.name = 'NodeError'
  }
}

/**
 * One exchange with a node that the operator has named. The credentials of its URL travel as a header; redirects are never
 * followed, and messages name the host alone, because paths and credentials are often secrets.
 * @throws NodeError
 */
export async function askNode(base: string, { path = '', body, headers = {} }: NodeRequest, { timeoutMs, limitBytes }: NodeLimits): Promise<{ status: number; text: string }> {
  const url = new URL(base)
  const { username, password, host } = url
  url.username = url.password = ''
  const basic = username === '' ? {} : { authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` }
  const address = path === '' ? url.href : `${url.href.replace(/\/$/, '')}${path}`
  try {
    const answer = await fetch(address, {
      method: body === undefined ? 'GET' : 'POST', redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { ...headers, ...basic }, ...(body === undefined ? {} : { body }),
    })
    return { status: answer.status, text: await readAtMost(answer, limitBytes, host) }
  } catch (error) {
    if (error instanceof NodeError) throw error
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    throw new NodeError(isLate ? `${host} took longer than ${timeoutMs / 1000} s` : `${host} cannot be reached`)
  }
}

async function readAtMost(answer: Response, limitBytes: number, host: string): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    // Leaving the loop ends the connection.
    if (size > limitBytes) throw new NodeError(`${host} answered more than ${limitBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
