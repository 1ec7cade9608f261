import pg from 'pg'

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT'])

/** `schema-engine cli can-connect-to-database | create-database | drop-database`: resolves to the exit status. */
export async function databaseCommand(name, databaseUrl) {
  const url = new URL(databaseUrl)
  const database = decodeURIComponent(url.pathname.slice(1)) || 'postgres'
  const target = name === 'can-connect-to-database' ? url : Object.assign(new URL(url), { pathname: '/postgres' })
  const client = new pg.Client({ connectionString: target.toString(), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    if (name === 'create-database') await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
    if (name === 'drop-database') await client.query(`DROP DATABASE ${client.escapeIdentifier(database)}`)
    await client.end()
    return 0
  } catch (error) {
    const [code, message] = prismaError(error, url, database)
    const fields = { is_panic: false, error_code: code, message }
    const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' }
    process.stderr.write(`\n${JSON.stringify(line)}`)
    return 1
  }
}

function prismaError(error, url, database) {
  if (error.code === '3D000') return ['P1003', `Database \`${database}\` does not exist`]
  if (error.code === '28P01') return ['P1000', error.message]
  if (UNREACHABLE.has(error.code)) return ['P1001', `Can't reach database server at \`${url.hostname}:${url.port || 5432}\``]
  return ['P1011', error.message]
}
