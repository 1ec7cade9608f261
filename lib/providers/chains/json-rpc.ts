import { z } from 'zod'
import { askNode, NodeError, type NodeLimits } from './ask-node'

/** The node understood and refused. */
export class RpcError extends Error {
  constructor(readonly code: number, message: string) {
    super(message)
    this.name = 'RpcError'
  }
}

export type RpcCall = readonly [method: string, ...params: unknown[]]

const Answer = z.object({ id: z.union([z.number(), z.string(), z.null()]).optional(), result: z.unknown().optional(), error: z.object({ code: z.number(), message: z.string() }).nullish() })
type Answer = z.output<typeof Answer>

/** Questions that travel together; more would be refused by public nodes. */
const batchSize = 100
const usual: NodeLimits = { timeoutMs: 20_000, limitBytes: 64 * 1_048_576 }

/** A JSON-RPC node, as those of Bitcoin and Ethereum both are. */
export class JsonRpc {
  readonly host: string

  constructor(private readonly url: string, private readonly limits: NodeLimits = usual) {
    this.host = new URL(url).host
  }

  /** @throws NodeError when it cannot be had, RpcError when the node refuses */
  async call(method: string, ...params: unknown[]): Promise<unknown> {
    return resultOf(one(Answer, await this.ask({ jsonrpc: '2.0', id: 0, method, params }), this.host))
  }

  /** The same with a limit of its own, for the rare question that takes a node minutes. */
  async slowly(timeoutMs: number, method: string, ...params: unknown[]): Promise<unknown> {
    return new JsonRpc(this.url, { ...this.limits, timeoutMs }).call(method, ...params)
  }

  /** Answers in the order of the questions; a refused one is its RpcError. @throws NodeError */
  async batch(calls: readonly RpcCall[]): Promise<unknown[]> {
    const answers: unknown[] = []
    for (let start = 0; start < calls.length; start += batchSize) answers.push(...await this.together(calls.slice(start, start + batchSize)))
    return answers
  }

  /** As `batch`, where no question may be refused. @throws NodeError, RpcError */
  async all(calls: readonly RpcCall[]): Promise<unknown[]> {
    const answers = await this.batch(calls)
    for (const answer of answers) if (answer instanceof RpcError) throw answer
    return answers
  }

  private async together(calls: readonly RpcCall[]): Promise<unknown[]> {
    const body = calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }))
    const answered = one(z.union([z.array(Answer), Answer]), await this.ask(body), this.host)
    // A node that refuses all of them says so once.
    if (!Array.isArray(answered)) resultOf(answered)
    const list = Array.isArray(answered) ? answered : []
    const byId = new Map(list.map((answer) => [Number(answer.id), answer]))
    return calls.map((_call, id) => {
      const answer = byId.get(id)
      if (!answer) throw new NodeError(`${this.host} left a question unanswered`)
      return answer.error ? new RpcError(answer.error.code, answer.error.message) : answer.result
    })
  }

  private async ask(body: object): Promise<unknown> {
    const { status, text } = await askNode(this.url, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }, this.limits)
    // Bitcoin Core tells refusals by the status too; what counts is whether it speaks JSON.
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw new NodeError(`${this.host} answered ${status}`, status)
    }
  }
}

function resultOf(answer: Answer): unknown {
  if (answer.error) throw new RpcError(answer.error.code, answer.error.message)
  return answer.result
}

/** @throws NodeError when the answer has another shape */
export function one<T>(schema: z.ZodType<T>, value: unknown, host: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new NodeError(`${host} answered something else than was asked`)
}
