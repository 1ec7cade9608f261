import { pool } from '@/lib/db/pool'
import type { BatchAnswer, LimitBatch, LimitStore } from './types'

type Row = { now_us: string; fits: boolean[] | null; levels: string[] | null }

const text = 'SELECT now_us, fits, levels FROM limits_run($1, $2, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::int[], $11::bigint[], $12::int[])'

/** Limits in the database everybody has: one statement a batch. */
export const postgresLimits = (): LimitStore => ({
  name: 'postgres',
  run: async ({ holder, leaseMs, cells, renewed, groups }: LimitBatch): Promise<BatchAnswer> => {
    const rules = groups.flat()
    let end = 0
    const { rows } = await pool().query<Row>({
      name: 'limits_run', text,
      values: [
        holder, leaseMs * 1000, cells.map(({ key }) => key), cells.map(({ kind }) => kind), cells.map(({ size }) => size), cells.map(({ periodMicros }) => periodMicros),
        cells.map(({ returned }) => returned), cells.map(({ returnedFrom }) => returnedFrom), renewed.map((slot) => `${slot.key} ${slot.holder}`),
        rules.map(({ cell }) => cell + 1), rules.map(({ cost }) => cost), groups.map((group) => (end += group.length)),
      ],
    })
    const row = rows[0]
    if (!row) throw new Error('the limiter gave no answer')
    return { nowMicros: Number(row.now_us), fits: row.fits ?? [], levels: (row.levels ?? []).map(Number) }
  },
  close: async () => undefined, // the pool is the process's
})
