import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { BitcoinCoreSource } from '@/lib/providers/chains/bitcoin-core-source'
import { bitcoinNetworks } from '@/lib/providers/chains/bitcoin-networks'
import { accountKey } from '@/lib/providers/chains/extended-key'
import { JsonRpc } from '@/lib/providers/chains/json-rpc'
import { createCoinPayment, recordedAt, type CoinPayment } from '@/lib/testing/coin-payment'
import { regtestAccount, startLitecoin, type LitecoinNode } from '@/lib/testing/litecoin-node'
import { kill, TestProgram } from '@/lib/testing/test-program'

let node: LitecoinNode
let source: BitcoinCoreSource
let workers: TestProgram
beforeAll(async () => {
  [node, workers] = await Promise.all([startLitecoin(), TestProgram.of('lib/processes/worker.ts')])
  source = new BitcoinCoreSource(new JsonRpc(node.url), accountKey(regtestAccount), bitcoinNetworks['litecoin-regtest'])
})
afterAll(async () => { await workers.stop(); await node.stop() })

const startWorker = () => workers.start({ ROLE: 'worker', BTC_XPUB: regtestAccount, BTC_NETWORK: 'litecoin-regtest', BTC_RPC_URL: node.url })
/** Outside the queue that holds them one behind the other: here they are meant to run into each other. */
const askForRuns = (count: number) => platformDb.$executeRaw`SELECT graphile_worker.add_job('follow_chains')::text FROM generate_series(1, ${count})`

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isTrue(); tries++) {
    if (tries > 3_000) throw new Error('it did not come to that')
    if (tries % 10 === 9) await askForRuns(2)
    await sleep(100)
  }
}
const height = async (): Promise<number> => (await platformDb.chainCursor.findUnique({ where: { network: source.network } }))?.height ?? -1

test('real workers, killed while they read, record every payment once', async () => {
  const payments: CoinPayment[] = []
  startWorker()
  startWorker()
  await until(async () => await height() > 0)
  for (let round = 0; round < 3; round++) {
    const payment = await createCoinPayment(source, 'BTC')
    payments.push(payment)
    await node.pay([{ address: payment.address, coins: '0.01' }])
    await askForRuns(6)
    await sleep(Math.random() * 300)
    await node.mine(2)
    await askForRuns(6)
    await sleep(Math.random() * 300)
    const [victim] = workers.live
    if (victim) await kill(victim)
    startWorker()
  }
  await until(async () => await height() === (await source.tip()).height)
  for (const payment of payments) expect(await recordedAt(payment)).toMatchObject([{ units: 1_000_000n, isGone: false, confirmations: expect.any(Number) as number }])
  expect((await recordedAt(payments[0] ?? { addressId: '' }))[0]).toMatchObject({ confirmations: 6, isFinal: true })
})
