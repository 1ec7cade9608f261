export type UploadRow = { id: string; receivedBytes: number; state: string; refusedFor: string | null }
type Wire = { id: string; received_bytes: number; state: string; refused_for: string | null }

export type SendTo = { address: (offset: number) => string; status: string; finish: string }
type Send = (address: string, init: RequestInit) => Promise<Response>

export const partBytes = 8 * 1024 * 1024
const tries = 5
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** What the server says against a file, in its own translated words. */
export class SendError extends Error {}

export async function rowOf(answer: Response): Promise<UploadRow> {
  const body = (await answer.json()) as Wire & { error?: { message?: string } }
  if (!answer.ok) throw body.error?.message ? new SendError(body.error.message) : new Error(`answered ${answer.status}`)
  return { id: body.id, receivedBytes: body.received_bytes, state: body.state, refusedFor: body.refused_for }
}

/**
 * Sends what is missing of a file, part after part. A part that fails is sent again after a pause; where the server has
 * more or less than was thought, it goes on from what the server has.
 * @throws SendError when the server refuses it, or does not answer any more
 */
export async function sendFile(file: Blob, from: number, to: SendTo, { signal, onSent, send = fetch, pauseMs = 1000 }: { signal: AbortSignal; onSent: (bytes: number) => void; send?: Send; pauseMs?: number }): Promise<UploadRow> {
  let [offset, failed] = [from, 0]
  while (offset < file.size) {
    signal.throwIfAborted()
    const part = file.slice(offset, offset + partBytes)
    try {
      const answer = await send(to.address(offset), { method: 'PUT', body: part, signal, headers: { 'content-type': 'application/octet-stream' } })
      // The server knows best how far it is: an answer may have been lost.
      const row = answer.status === 409 ? await rowOf(await send(to.status, { signal })) : await rowOf(answer)
      if (row.state !== 'receiving') return row // its first bytes say already that it is no model
      offset = row.receivedBytes
      failed = answer.status === 409 ? failed + 1 : 0
      onSent(offset)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof SendError || failed >= tries) throw error
      failed += 1
    }
    if (failed > tries) throw new Error('the server never has what it was sent')
    if (failed > 0) await rest(pauseMs * 2 ** (failed - 1))
  }
  return rowOf(await send(to.finish, { method: 'POST', body: '{}', signal, headers: { 'content-type': 'application/json' } }))
}
