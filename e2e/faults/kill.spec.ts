import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { firstRun } from '../fixtures/first-run'

const runFolder = path.join(path.dirname(process.env.FIRST_RUN_FILE ?? '.data/first-run.txt'), 'run')
const key = (): Record<string, string> => ({ authorization: `Bearer ${firstRun().demoApiKey}` })
const chat = { model: 'nicholas-core', messages: [{ role: 'user', content: 'Tell me a story about a river.' }], max_tokens: 120 }

test.describe.configure({ mode: 'serial' })

function kill(program: string): void {
  const text = fs.readFileSync(path.join(runFolder, `${program}.pid`), 'utf8')
  const pid = Number(/\d+/.exec(text)?.[0])
  expect(pid).toBeGreaterThan(1)
  process.kill(pid, 'SIGKILL')
}

async function one<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row> {
  const db = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await db.connect()
  const { rows } = await db.query<Row>(sql, values)
  await db.end()
  const row = rows[0]
  if (!row) throw new Error(`no row: ${sql}`)
  return row
}

for (const program of ['engine', 'gateway', 'web', 'worker']) {
  test(`kill -9 of ${program} in the middle of requests: it comes back, and every answer that was given has its usage row`, async ({ request }) => {
    const answered: string[] = []
    const call = async (): Promise<void> => {
      const answer = await request.post('/api/v1/chat/completions', { headers: key(), data: chat, timeout: 30_000 }).catch(() => null)
      if (answer?.status() === 200) answered.push(answer.headers()['x-request-id'] ?? '')
    }
    const running = Array.from({ length: 8 }, call)
    await new Promise((resolve) => setTimeout(resolve, 60))
    kill(program)
    await Promise.all(running)
    await expect.poll(async () => (await request.get('/api/health/ready', { timeout: 5_000 }).catch(() => null))?.status(), { timeout: 60_000 }).toBe(200)
    await expect.poll(async () => (await request.post('/api/v1/chat/completions', { headers: key(), data: chat, timeout: 30_000 }).catch(() => null))?.status(), { timeout: 60_000 }).toBe(200)
    const { rows } = await one<{ rows: number }>('SELECT count(*)::int AS rows FROM v_usage_events WHERE id = ANY ($1)', [answered])
    expect(rows).toBe(answered.length)
    const books = await one<{ held: string; open: string; unbalanced: number }>(`SELECT
      (SELECT coalesce(sum("heldTokens"), 0) FROM "UsagePeriod")::text AS held,
      (SELECT coalesce(sum(allowance_tokens), 0) FROM v_holds WHERE state = 'open')::text AS open,
      (SELECT count(*)::int FROM (SELECT 1 FROM v_ledger_entries GROUP BY currency HAVING sum(amount_minor) <> 0) wrong) AS unbalanced`)
    expect(books.held).toBe(books.open)
    expect(books.unbalanced).toBe(0)
  })
}
