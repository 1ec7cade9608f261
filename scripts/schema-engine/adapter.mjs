// How the wasm engine reaches Postgres: @prisma/adapter-pg with what a schema engine needs differently.
import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const CHAR_OID = 18
const TEXT_OID = 25

/** adapter-pg refuses OID 18 ("char"), which catalog queries return: read it as text, report it as Character. Applies process-wide. */
export async function teachCharType() {
  const unconnected = await new PrismaPg({ connectionString: 'postgres://x/x' }).connect()
  const queryable = Object.getPrototypeOf(Object.getPrototypeOf(unconnected))
  const { performIO, queryRaw } = queryable
  queryable.queryRaw = async function queryRawWithChar(query) {
    const charColumns = []
    const readAsText = async (inner) => {
      const result = await performIO.call(this, inner)
      result.fields.forEach((field, index) => {
        if (field.dataTypeID !== CHAR_OID) return
        charColumns.push(index)
        field.dataTypeID = TEXT_OID
      })
      return result
    }
    const set = await queryRaw.call(Object.create(this, { performIO: { value: readAsText } }), query)
    for (const index of charColumns) set.columnTypes[index] = ColumnTypeEnum.Character
    return set
  }
}

/**
 * `{ factory, close }` for one engine. Each connection is a pool of one, so the engine's session-level advisory lock and
 * any SET survive between its calls; `close` ends all of them, which releases the lock.
 */
export function adapterFactory({ url, shadowDatabaseUrl }) {
  const opened = []
  const schema = url === undefined ? undefined : (new URL(url).searchParams.get('schema') ?? undefined)
  const pool = (connectionString) => new PrismaPg({ connectionString, max: 1, idleTimeoutMillis: 0 }, { schema })
  const keep = (adapter) => {
    opened.push(adapter)
    return asOneMessage(adapter)
  }

  const factory = pool(url ?? 'postgresql://invalid.invalid/none')
  const connect = factory.connect.bind(factory)
  factory.connect = async () => keep(await connect())
  factory.connectToShadowDb = async () => {
    if (shadowDatabaseUrl) return keep(await pool(shadowDatabaseUrl).connect())
    return shadowDatabase(url, async (shadowUrl) => keep(await pool(shadowUrl).connect()))
  }
  const close = async () => {
    for (const adapter of opened) await adapter.dispose().catch(() => undefined)
  }
  return { factory, close }
}

/** adapter-pg splits scripts on every ';', which breaks $$-quoted bodies and the transaction: send a script as one message. */
function asOneMessage(adapter) {
  const dispose = adapter.dispose.bind(adapter)
  let disposed
  adapter.dispose = () => (disposed ??= dispose())
  adapter.executeScript = async (sql) => {
    try {
      await adapter.client.query(sql)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}

/** A throw-away database beside `url`'s, dropped only after its connection has closed (the adapter does it the other way round). */
async function shadowDatabase(url, connectTo) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"`)
  const shadow = await connectTo(Object.assign(new URL(url), { pathname: `/${name}` }).toString())
  const dispose = shadow.dispose
  let dropped
  shadow.dispose = () => (dropped ??= drop())
  const drop = async () => {
    await dispose()
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    await admin.end()
  }
  return shadow
}
