import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Answer = { id: number; result?: unknown; error?: { code: number; message: string } }
/** What the proxy makes of one question and the node's answer to it. */
export type Fault = (method: string, answer: Answer, params: unknown[]) => Answer

export type FaultProxy = { url: string; behave: (fault: Fault | 'down' | 'honest') => void; asked: () => number; stop: () => Promise<void> }

/** Stands before a real node and lies, fails or is not there, when told. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let behaviour: Fault | 'down' | 'honest' = 'honest'
  let asked = 0
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      asked += 1
      if (behaviour === 'down') return void request.socket.destroy()
      const body = Buffer.concat(parts).toString('utf8')
      const answer = await (await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json() as Answer | Answer[]
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(behaviour === 'honest' ? answer : altered(behaviour, JSON.parse(body) as Question | Question[], answer)))
    })().catch(() => request.socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    behave: (next) => { behaviour = next },
    asked: () => asked,
    stop: async () => { server.closeAllConnections(); await new Promise((resolve) => server.close(resolve)) },
  }
}

type Question = { method: string; id: number; params: unknown[] }

function altered(fault: Fault, question: Question | Question[], answer: Answer | Answer[]): unknown {
  if (!Array.isArray(question) || !Array.isArray(answer)) return Array.isArray(question) || Array.isArray(answer) ? answer : fault(question.method, answer, question.params)
  return answer.map((each) => {
    const asked = question.find(({ id }) => id === each.id)
    return asked ? fault(asked.method, each, asked.params) : each
  })
}
