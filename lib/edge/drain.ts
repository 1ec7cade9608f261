import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Lets a server end when its work is done: the returned function takes no new connections, closes each one as soon as no
 * answer runs on it (also one on which nothing was ever asked), and resolves once none is left.
 */
export function drainable(server: Server): () => Promise<void> {
  const sockets = new Map<Socket, number>()
  let isEnding = false
  const closeIfIdle = (socket: Socket): void => { if (isEnding && sockets.get(socket) === 0) socket.destroySoon() }
  server.on('connection', (socket) => {
    sockets.set(socket, 0)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    sockets.set(socket, (sockets.get(socket) ?? 0) + 1)
    response.on('close', () => {
      if (!sockets.has(socket)) return
      sockets.set(socket, (sockets.get(socket) ?? 1) - 1)
      closeIfIdle(socket)
    })
  })
  return () => new Promise((resolve) => {
    isEnding = true
    server.close(() => resolve())
    for (const socket of sockets.keys()) closeIfIdle(socket)
  })
}
