import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Lets a server end when its work is done: the returned function takes no new connections, closes each one as soon as no
 * answer runs on it (also one on which nothing was ever asked), and resolves once none is left.
 */
export function drainable(server: Server): () => Promise<void> {
  const uses = new Map<Socket, { answers: number }>()
  let isEnding = false
  const closeIfIdle = (socket: Socket): void => { if (uses.get(socket)?.answers === 0) socket.destroySoon() }
  server.on('connection', (socket) => {
    uses.set(socket, { answers: 0 })
    socket.on('close', () => uses.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    const use = uses.get(socket)
    if (!use) return
    use.answers += 1
    response.on('close', () => {
      use.answers -= 1
      if (isEnding) closeIfIdle(socket)
    })
  })
  return () => new Promise((resolve) => {
    isEnding = true
    server.close(() => resolve())
    for (const socket of uses.keys()) closeIfIdle(socket)
  })
}
