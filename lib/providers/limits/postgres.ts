import { pool } from '@/lib/db/pool'
import { answerOfSums, costsOf } from './sums'
import type { BatchAnswer, LimitBatch, LimitStore } from './types'

type Row = { now_us: string; fits: boolean[] | null; levels: string[] | null }

const text = 'SELECT now_us, fits, levels FROM limits_run($1, $2, $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::int[], $11::bigint[], $12::int[])'

/** A batch as the twelve parameters of limits_run. */
export function limitValues({ holder, leaseMs, cells, renewed, groups }: LimitBatch): unknown[] {
  const rules = groups.flat()
  let end = 0
  return [
    holder, leaseMs * 1000, cells.map(({ key }) => key), cells.map(({ kind }) => kind), cells.map(({ size }) => size), cells.map(({ periodMicros }) => periodMicros),
    cells.map(({ returned }) => returned), cells.map(({ returnedFrom }) => returnedFrom), renewed.map((slot) => `${slot.key} ${slot.holder}`),
    rules.map(({ cell }) => cell + 1), rules.map(({ cost }) => cost), groups.map((group) => (end += group.length)),
  ]
}

/** A row of limits_run as a store's answer. */
export const limitAnswer = (row: Row): BatchAnswer => ({ nowMicros: Number(row.now_us), fits: row.fits ?? [], levels: (row.levels ?? []).map(Number) })
export type { Row as LimitRow }

/** What a pass answers: each cell's level before it, when everything in it had room. */
export type LimitPassRow = { now_us: string | null; levels: string | null }

const array = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
const texts = (values: readonly string[]): string => array(values.map((one) => `"${one.replace(/["\\]/g, '\\$&')}"`))

/** A batch as the first ten parameters of gateway_pass: of each cell what all groups take together. */
export function limitPassValues(batch: LimitBatch): unknown[] {
  const { holder, leaseMs, cells, renewed } = batch
  return [
    holder, leaseMs * 1000, texts(cells.map(({ key }) => key)), array(cells.map(({ kind }) => kind)), array(cells.map(({ size }) => size)), array(cells.map(({ periodMicros }) => periodMicros)),
    array(cells.map(({ returned }) => returned)), texts(cells.map(({ returnedFrom }) => returnedFrom)), texts(renewed.map((slot) => `${slot.key} ${slot.holder}`)), array(costsOf(batch)),
  ]
}

/** A row of gateway_pass as a store's answer. */
export const limitPassAnswer = (batch: LimitBatch, { now_us, levels }: LimitPassRow): BatchAnswer => answerOfSums(batch, Number(now_us), levels ?? '')

/** Limits in the database everybody has: one statement a batch. */
export const postgresLimits = (): LimitStore => ({
  name: 'postgres',
  run: async (batch: LimitBatch): Promise<BatchAnswer> => {
    const { rows: [row] } = await pool().query<Row>({ name: 'limits_run', text, values: limitValues(batch) })
    if (!row) throw new Error('the limiter gave no answer')
    return limitAnswer(row)
  },
  close: async () => undefined, // the pool is the process's
})
