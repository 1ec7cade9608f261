import { randomBytes } from 'node:crypto'
import pg from 'pg'

// Runs before each test file: a copy of the migrated database, so that no file sees another's rows. Dropped with the rest
// at the end of the run (database.ts).
const template = new URL(process.env.DATABASE_URL ?? '')
const source = template.pathname.slice(1)
const own = `${source}_${randomBytes(4).toString('hex')}`
const client = new pg.Client({ connectionString: Object.assign(new URL(template), { pathname: '/postgres' }).toString() })
await client.connect()
await client.query(`CREATE DATABASE ${client.escapeIdentifier(own)} TEMPLATE ${client.escapeIdentifier(source)}`)
await client.end()
process.env.DATABASE_URL = Object.assign(template, { pathname: `/${own}` }).toString()
