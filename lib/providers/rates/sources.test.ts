import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coingecko } from './coingecko'
import { kraken } from './kraken'
import { priceText } from './types'

const now = new Date('2026-11-22T12:00:00Z')
let server: Server
let base = ''
let asked: { path: string; key: string | undefined }[] = []
let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '{}' }

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', key: request.headers['x-cg-demo-api-key'] as string | undefined })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise<void>((resolve) => { server.close(() => resolve()) }))

const usd = (['BTC', 'ETH', 'USDT'] as const).map((asset) => ({ asset, currency: 'USD' }))

describe('CoinGecko', () => {
  it('is asked once for all pairs and tells when its prices were made', async () => {
    asked = []
    answer = { status: 200, body: JSON.stringify({ bitcoin: { usd: 76975.123456, eur: 66000, last_updated_at: 1779092258 }, tether: { usd: 0.9998, last_updated_at: 1779092250 } }) }
    const quotes = await coingecko({ base, key: 'CG-1' }).fetch([...usd, { asset: 'BTC', currency: 'EUR' }], now)
    expect(quotes).toEqual([
      { asset: 'BTC', currency: 'USD', source: 'coingecko', bid: '76975.123456', last: '76975.123456', observedAt: now, sourceTime: new Date(1779092258000) },
      { asset: 'USDT', currency: 'USD', source: 'coingecko', bid: '0.9998', last: '0.9998', observedAt: now, sourceTime: new Date(1779092250000) },
      { asset: 'BTC', currency: 'EUR', source: 'coingecko', bid: '66000', last: '66000', observedAt: now, sourceTime: new Date(1779092258000) },
    ])
    expect(asked).toEqual([{ path: '/simple/price?ids=bitcoin%2Cethereum%2Ctether&vs_currencies=usd%2Ceur&include_last_updated_at=true&precision=full', key: 'CG-1' }])
  })
})

describe('Kraken', () => {
  it('names pairs in its own way and gives the best bid', async () => {
    asked = []
    const ticker = (bid: string) => ({ a: ['77000.1', '1', '1.0'], b: [bid, '1', '1.0'], c: ['76999.00000', '0.1'] })
    answer = { status: 200, body: JSON.stringify({ error: [], result: { XXBTZUSD: ticker('76998.50000'), XETHZUSD: ticker('3000.10'), USDTZUSD: ticker('0.99990') } }) }
    const quotes = await kraken({ base }).fetch([...usd, { asset: 'BTC', currency: 'KWD' }], now)
    expect(quotes.map(({ asset, bid, last }) => [asset, bid, last])).toEqual([['BTC', '76998.5', '76999'], ['ETH', '3000.1', '76999'], ['USDT', '0.9999', '76999']])
    expect(asked.map(({ path }) => path)).toEqual(['/0/public/Ticker?pair=XBTUSD%2CETHUSD%2CUSDTUSD'])
  })

  it('with nothing to ask is not asked', async () => {
    asked = []
    expect(await kraken({ base }).fetch([{ asset: 'BTC', currency: 'KWD' }], now)).toEqual([])
    expect(asked).toEqual([])
  })
})

it.each([
  ['an error', { status: 500, body: '' }], ['another shape', { status: 200, body: '[]' }], ['no JSON', { status: 200, body: '<html>' }],
  ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }], ['an endless answer', { status: 200, body: JSON.stringify('x'.repeat(1_100_000)) }],
])('%s is no rate', async (_what, said) => {
  answer = said
  await expect(kraken({ base }).fetch(usd, now)).rejects.toMatchObject({ code: 'upstream_failed' })
  await expect(coingecko({ base }).fetch(usd, now)).rejects.toMatchObject({ code: 'upstream_failed' })
})

it('a price is positive decimal text', () => {
  expect(['76975.10000', 3000, '0.1234567890123456', '0', '-1', 1e-7, 'NaN', null].map(priceText)).toEqual(['76975.1', '3000', '0.123456789012', undefined, undefined, undefined, undefined, undefined])
})
