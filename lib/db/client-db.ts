import { Prisma, type PrismaClient } from './generated/client'
import { platformDb } from './platform-db'

type Args = { where?: unknown; data?: unknown; create?: unknown; update?: unknown }

/** Rows of these models carry a clientId but belong to a person, who is their scope. */
const ownedByUser = ['ClientSession']
/** Models whose platform-owned rows (clientId null) a client's verbs must reach: the ledger's own accounts. */
const sharedWithPlatform = ['LedgerAccount']

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function hasClientColumn(model: string): boolean {
  const fields: unknown = Reflect.get(Prisma, `${model}ScalarFieldEnum`)
  return isRecord(fields) && 'clientId' in fields && !ownedByUser.includes(model)
}

/** The clientId a `where` or `data` names: at its top, in an AND, or inside a compound key such as `clientId_id`. */
function namedClient(model: string, part: unknown): unknown {
  if (!isRecord(part)) return undefined
  if (model === 'Client') return part.id
  if ('clientId' in part) return part.clientId
  for (const [key, value] of Object.entries(part)) {
    if (key === 'AND') {
      const found = (Array.isArray(value) ? value : [value]).map((one) => namedClient(model, one)).find((id) => id !== undefined)
      if (found !== undefined) return found
    }
    if (key.startsWith('clientId_') && isRecord(value)) return value.clientId
  }
  return undefined
}

function assertScoped(model: string, operation: string, part: unknown, clientId: string): void {
  for (const one of Array.isArray(part) ? part : [part]) {
    const named = namedClient(model, one)
    if (named === clientId || (named === null && sharedWithPlatform.includes(model))) continue
    throw new Error(`${model}.${operation} is not scoped to this client`)
  }
}

function assertOperation(model: string, operation: string, args: Args, clientId: string): void {
  if (model !== 'Client' && !hasClientColumn(model)) return
  if (operation.startsWith('create')) return assertScoped(model, operation, args.data, clientId)
  assertScoped(model, operation, args.where, clientId)
  if (operation === 'upsert') assertScoped(model, operation, args.create, clientId)
}

/**
 * Prisma for one tenant. It asserts, it does not inject: a call on a tenant's model that does not itself name this
 * clientId throws, so the code reads true and a forgotten condition cannot leave the process.
 */
export function clientDb(clientId: string): PrismaClient {
  const scoped = platformDb.$extends({
    name: 'client-scope',
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          assertOperation(model, operation, args as Args, clientId)
          return query(args)
        },
      },
    },
  })
  return scoped as unknown as PrismaClient // the extension adds no member: the surface is the same
}
