import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where a call that moves money can be struck: before the provider hears of it, after it acted, or after the answer has left. */
export const strikePoints = ['unheard', 'unanswered', 'answered'] as const
export type StrikePoint = (typeof strikePoints)[number]

const movesMoney = ({ method, url = '' }: IncomingMessage): boolean => method === 'POST' && /\/(payment_intents|orders|capture|refund|refunds)$/.test(url)

/** Stands between one process and a peer, passes everything on, and tells of calls that move money, at each of their points. */
export class MoneyProxy {
  private readonly server: http.Server
  origin = ''

  constructor(private readonly target: string, private readonly reached: (point: StrikePoint) => Promise<void>) {
    this.server = http.createServer((request, response) => { this.pass(request, response).catch(() => response.destroy()) })
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
    return this
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const isMoney = movesMoney(request)
    if (isMoney) await this.reached('unheard')
    const { status, headers, body } = await this.ask(request, Buffer.concat(parts))
    if (isMoney) await this.reached('unanswered')
    response.writeHead(status, headers).end(body)
    if (isMoney) await this.reached('answered')
  }

  private ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const asked = http.request(`${this.target}${url}`, { method, headers, agent: false }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
        answer.on('end', () => {
          const { 'transfer-encoding': _chunked, ...kept } = answer.headers
          resolve({ status: answer.statusCode ?? 502, headers: kept, body: Buffer.concat(parts) })
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }
}
