import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { EtherArrivals } from './ether-arrivals'
import { EvmNodes, hexOf } from './evm-nodes'
import { JsonRpc } from './json-rpc'

const address = `0x${'11'.repeat(20)}`
const hashOf = (height: number): string => `0x${height.toString(16).padStart(64, '0')}`
const servers: Server[] = []
/** When the main chain made its thousandth block. */
const start = Math.floor(Date.now() / 1_000)
afterEach(async () => { await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => { server.close(resolve) }))) })

type Story = { head: number; agedMs?: number; balanceAt?: (height: number) => bigint }
type Question = { id: number; method: string; params: string[] }

function answerOf({ head, agedMs = 0, balanceAt = () => 0n }: Story, { method, params }: Question): unknown {
  if (method === 'eth_chainId') return '0x1'
  if (method === 'eth_blockNumber') return hexOf(head)
  if (method === 'eth_getTransactionCount') return '0x0'
  if (method === 'eth_getBalance') return hexOf(balanceAt(Number(params[1])))
  const height = Number(params[0])
  return { number: params[0], hash: hashOf(height), timestamp: hexOf(start - agedMs / 1_000 + 12 * (height - 1_000)), transactions: [] }
}

/** A node of the main chain that tells this story. */
async function nodeOf(story: Story): Promise<JsonRpc> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as Question | Question[]
      const one = (question: Question) => ({ id: question.id, result: answerOf(story, question) })
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(one) : one(asked)))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new JsonRpc(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
const nodesOf = async (...stories: Story[]): Promise<EvmNodes> => new EvmNodes(await Promise.all(stories.map(nodeOf)), 1)

describe('no single node', () => {
  test('has the others left out by calling itself far ahead of them', async () => {
    expect((await (await nodesOf({ head: 9_000 }, { head: 1_000 })).tip()).height).toBe(1_000)
  })

  test('that stands still holds the others back', async () => {
    expect((await (await nodesOf({ head: 9_000 }, { head: 1_000, agedMs: 600_000 })).tip()).height).toBe(9_000)
  })

  test('is believed about what an address had before', async () => {
    const honest = (height: number): bigint => (height < 995 ? 0n : 5n)
    const liar = (height: number): bigint => (height < 1_000 ? 10n ** 21n : 5n)
    const between = async (...stories: Story[]) => new EtherArrivals(await nodesOf(...stories)).between(991, 1_000, [address], new Map())
    expect(await between({ head: 1_000, balanceAt: honest }, { head: 1_000, balanceAt: honest })).toMatchObject([{ key: `${address}@995`, units: 5n }])
    await expect(between({ head: 1_000, balanceAt: (height) => (height < 995 ? honest(height) : liar(height)) }, { head: 1_000, balanceAt: honest })).rejects.toThrow('different things')
    await expect(between({ head: 1_000, balanceAt: liar }, { head: 1_000, balanceAt: honest })).rejects.toThrow('different things')
  })
})
