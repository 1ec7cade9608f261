import type http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { createMeteredClient } from '@/lib/testing/metered-client'
import { createEdge } from './server'

let upstream: FakeUpstream
let edge: http.Server
let origin: string
beforeAll(async () => {
  upstream = await startFakeUpstream()
  edge = createEdge(undefined)
  await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(edge.address() as AddressInfo).port}`
})
afterAll(async () => {
  edge.closeAllConnections()
  edge.close()
  await upstream.close()
})

const scrape = (token = 'test-metrics-token-000'): Promise<Response> => fetch(`${origin}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })

describe('the metrics', () => {
  it('are for whoever has the token, and nobody else', async () => {
    expect((await scrape('wrong')).status).toBe(401)
    expect((await fetch(`${origin}/api/metrics`)).status).toBe(401)
    expect((await scrape()).headers.get('content-type')).toContain('version=0.0.4')
  })

  it('count requests, tokens, cost, refusals and times of this gateway beside the platform\'s own', async () => {
    const client = await createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: 10n ** 15n, key: { requestsPerDay: 3 } })
    const post = (fields: object = {}): Promise<Response> => fetch(`${origin}/api/v1/chat/completions`, {
      method: 'POST', headers: { authorization: `Bearer ${client.secret}` }, body: JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hi' }], ...fields }),
    })
    for (let i = 0; i < 2; i++) await (await post()).text()
    await (await post({ stream: true })).text()
    await (await post()).text()
    await fetch(`${origin}/api/v1/${'x'.repeat(40)}`)
    const text = await (await scrape()).text()
    for (const line of [
      'matrix_gateway_requests_total{endpoint="/chat/completions",status="200"} 3', 'matrix_gateway_requests_total{endpoint="/chat/completions",status="429"} 1',
      'matrix_gateway_requests_total{endpoint="other",status="404"} 1', `matrix_gateway_tokens_total{model="${client.model}",direction="input"} 15`,
      `matrix_gateway_tokens_total{model="${client.model}",direction="output"} 6`, `matrix_gateway_cost_total{model="${client.model}",currency="USD"} 0.0000066`,
      'matrix_gateway_limited_total{limit="key_requests_day"} 1', 'matrix_gateway_added_seconds_count{phase="admission"} 4', 'matrix_gateway_added_seconds_count{phase="settlement"} 3',
      `matrix_gateway_upstream_seconds_count{model="${client.model}",outcome="ok"} 3`, 'matrix_gateway_queue_depth{queue="holds"} 0', 'matrix_gateway_queue_depth{queue="limits"} 0',
      'matrix_gateway_running 0', 'matrix_open_holds 0', 'process_resident_memory_bytes',
    ]) expect(text).toContain(line)
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1])
    expect(names).toHaveLength(new Set(names).size)
  })
})
