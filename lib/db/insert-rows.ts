import { Prisma } from './generated/client'
import type { Db } from './transaction'

type Rows = {
  AuditEvent: Prisma.AuditEventUncheckedCreateInput
  Invoice: Prisma.InvoiceUncheckedCreateInput
  InvoiceLine: Prisma.InvoiceLineUncheckedCreateInput
  ServiceSpan: Prisma.ServiceSpanUncheckedCreateInput
  UsagePeriod: Prisma.UsagePeriodUncheckedCreateInput
}

/** New rows by table. Every row of a table names the same columns, or columns that may be null. */
export type NewRows = { [Table in keyof Rows]?: readonly Rows[Table][] }

/** Where a row that is there already stays as it is; everywhere else it is an error. */
const mayExist: readonly string[] = ['UsagePeriod'] satisfies readonly (keyof Rows)[]

function insertOf(table: string, rows: readonly object[]): Prisma.Sql {
  const columns = Prisma.raw([...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => `"${name}"`).join(', '))
  const name = Prisma.raw(`"${table}"`)
  const values = JSON.stringify(rows, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))
  return Prisma.sql`INSERT INTO ${name} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(null::${name}, ${values}::jsonb)${Prisma.raw(mayExist.includes(table) ? ' ON CONFLICT DO NOTHING' : '')}`
}

/** Writes rows of several tables in one statement, so in one way to the database; Prisma has a statement for each. */
export async function insertRows(db: Db, rows: NewRows): Promise<void> {
  const inserts = Object.entries(rows).filter(([, list]) => list.length > 0).map(([table, list], i) => Prisma.sql`${Prisma.raw(`part${i}`)} AS (${insertOf(table, list)})`)
  if (inserts.length > 0) await db.$executeRaw`WITH ${Prisma.join(inserts)} SELECT 1`
}
