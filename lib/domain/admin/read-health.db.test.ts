import { describe, expect, it } from 'vitest'
import { readHealth } from './read-health'
import { readMetrics } from './read-metrics'

describe('health', () => {
  it('is degraded, not down, while only the embedded engine does not answer', async () => {
    const health = await readHealth()
    expect(health.status).toBe('degraded')
    expect(health.checks).toMatchObject({ database: { ok: true }, migrations: { ok: true }, engine: { ok: false } })
    expect(JSON.stringify(health)).not.toMatch(/postgres|password|token/i)
  })
})

describe('metrics', () => {
  it('answers with every family, one value a line', async () => {
    const text = await readMetrics()
    for (const name of ['matrix_requests_total', 'matrix_tokens_total', 'matrix_cost_total', 'matrix_jobs_ready', 'matrix_outbox_waiting', 'matrix_open_holds', 'matrix_upstream_health', 'matrix_db_connections']) expect(text).toContain(`# TYPE ${name} `)
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(samples.filter((line) => !/^\w+(\{[^}]*\})? -?\d+(\.\d+)?$/.test(line))).toEqual([])
  })
})
