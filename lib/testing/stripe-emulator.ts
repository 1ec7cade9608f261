import { createEmulator } from 'emulate'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { Server, type AddressInfo } from 'node:net'

/** A notice as the emulator sent it. */
export type Told = { body: string; signature: string }

export type StripeEmulator = {
  origin: string
  /** Each notice is here before the call that caused it is answered. */
  told: Told[]
  close: () => Promise<void>
}

const hook = '/notices'

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

/**
 * The server that `start` wants to let listen on this port, before it does: the emulator takes only a port that is known beforehand, and would
 * listen on every address. So its requests are handed to it by a server that has the port, on this machine's own address.
 */
async function serverWithheld(port: number, start: () => Promise<unknown>): Promise<Server> {
  const { listen } = Server.prototype
  const withheld: Server[] = []
  Server.prototype.listen = function withholding(this: Server, ...args: unknown[]): Server {
    if (args[0] !== port) return Reflect.apply(listen, this, args) as Server
    withheld.push(this)
    return this
  }
  try {
    await start()
  } finally {
    Server.prototype.listen = listen
  }
  const [server] = withheld
  if (!server) throw new Error('the emulator started no server')
  return server
}

/** Stripe as others have read its documentation: the package `emulate`, with its notices signed by this secret. */
export async function startStripeEmulator(webhookSecret: string): Promise<StripeEmulator> {
  const told: Told[] = []
  const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { 'stripe-signature': signature } = request.headers
    told.push({ body: await bodyOf(request), signature: String(signature) })
    response.end()
  }
  const front = http.createServer()
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const { port } = front.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const seed = { stripe: { webhooks: [{ url: `${origin}${hook}`, events: ['*'], secret: webhookSecret }] } }
  const emulator = await serverWithheld(port, () => createEmulator({ service: 'stripe', port, baseUrl: origin, seed }))
  front.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === hook) hear(request, response).catch(() => response.destroy())
    else emulator.emit('request', request, response)
  })
  const close = async (): Promise<void> => {
    front.closeAllConnections()
    await new Promise((resolve) => front.close(resolve))
  }
  return { origin, told, close }
}
