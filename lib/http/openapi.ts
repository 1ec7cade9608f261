import { z } from 'zod'
import { ruleOf } from '@/lib/auth/permissions'
import type { Endpoint, HandWrittenEndpoint, VerbEndpoint } from './endpoint'
import { endpoints } from './endpoints'
import { ProblemView } from './problem'
import { toSnake } from './wire'

type Schema = { [key: string]: unknown }

/** A zod schema as JSON Schema with the keys the wire uses: bigint is an integer, a date is ISO text. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', keepKeys = false): Schema {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer'
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  }) as Schema
  delete json.$schema
  return keepKeys ? json : snakeSchema(json)
}

/** The same schema with its property names in snake_case. */
function snakeSchema(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => {
    if (key === 'properties') return [key, Object.fromEntries(Object.entries(value as Schema).map(([name, one]) => [toSnake(name), snakeSchema(one as Schema)]))]
    if (key === 'required') return [key, (value as string[]).map(toSnake)]
    if (Array.isArray(value)) return [key, value.map((one: unknown) => (isSchema(one) ? snakeSchema(one) : one))]
    return [key, isSchema(value) && key !== 'default' ? snakeSchema(value) : value]
  }))
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const pathNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

function parameters(path: string, query: Schema | undefined): Schema[] {
  const inPath = pathNames(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const required = (query?.required ?? []) as string[]
  const inQuery = Object.entries((query?.properties ?? {}) as Schema)
    .filter(([name]) => !pathNames(path).includes(name))
    .map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
  return [...inPath, ...inQuery]
}

/** The input without what the path already carries. */
function bodyOf(path: string, input: Schema): Schema {
  const names = pathNames(path)
  const properties = Object.fromEntries(Object.entries((input.properties ?? {}) as Schema).filter(([name]) => !names.includes(name)))
  const required = ((input.required ?? []) as string[]).filter((name) => !names.includes(name))
  return { ...input, properties, ...(required.length ? { required } : { required: undefined }) }
}

const jsonContent = (schema: Schema): Schema => ({ 'application/json': { schema } })

function verbOperation(endpoint: VerbEndpoint): Schema {
  const rule = ruleOf(endpoint.verb.meta.name)
  const input = schemaOf(endpoint.verb.meta.schema, 'input')
  const readsQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE'
  const row = schemaOf(endpoint.response, 'output')
  const answer = endpoint.isPage
    ? { type: 'object', properties: { data: { type: 'array', items: row }, next_cursor: { type: ['string', 'null'] } }, required: ['data', 'next_cursor'] }
    : row
  return {
    'x-permission': endpoint.verb.meta.name,
    security: rule.anyone ? [] : [{ session: [] }, ...(rule.scope ? [{ apiKey: [rule.scope] }] : [])],
    parameters: [
      ...parameters(endpoint.path, readsQuery ? input : undefined),
      ...(endpoint.method === 'POST' ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } }] : []),
    ],
    ...(readsQuery ? {} : { requestBody: { required: true, content: jsonContent(bodyOf(endpoint.path, input)) } }),
    responses: { [endpoint.status]: endpoint.status === 204 ? { description: 'Done' } : { description: 'OK', content: jsonContent(answer) } },
  }
}

const handWrittenSecurity: Record<HandWrittenEndpoint['security'], Schema[]> = {
  none: [], session: [{ session: [] }], key: [{ apiKey: [] }], sessionOrKey: [{ session: [] }, { apiKey: [] }],
}

function handWrittenOperation(endpoint: HandWrittenEndpoint): Schema {
  const query = endpoint.query && schemaOf(endpoint.query, 'input', endpoint.keepKeys)
  const answer = endpoint.response ? schemaOf(endpoint.response, 'output', endpoint.keepKeys) : {}
  return {
    security: handWrittenSecurity[endpoint.security],
    parameters: parameters(endpoint.path, query),
    ...(endpoint.request ? { requestBody: { required: true, content: jsonContent(schemaOf(endpoint.request, 'input', endpoint.keepKeys)) } } : {}),
    responses: { [endpoint.status]: { description: 'OK', content: { [endpoint.contentType]: { schema: answer } } } },
  }
}

function operation(endpoint: Endpoint): Schema {
  const own = endpoint.kind === 'verb' ? verbOperation(endpoint) : handWrittenOperation(endpoint)
  return {
    operationId: `${endpoint.method.toLowerCase()}${endpoint.path.replace(/[^a-zA-Z0-9]+(\w)?/g, (_match, letter?: string) => (letter ?? '').toUpperCase())}`,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    ...own,
    responses: { ...(own.responses as Schema), default: { $ref: '#/components/responses/Problem' } },
  }
}

/** The OpenAPI 3.1 document, made of the schemas the routes themselves parse with. */
export function openApiDocument(origin: string): Schema {
  const paths: Record<string, Schema> = {}
  for (const one of endpoints) paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation(one) }
  return {
    openapi: '3.1.0',
    info: { title: 'Matrix Platform API', version: '1', description: 'Management API under /api and the OpenAI-compatible gateway under /api/v1.' },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key (mk_live_…) with the scope the route names.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-session', description: 'The portal session; same origin only.' },
      },
      responses: { Problem: { description: 'Refused or failed', content: jsonContent(schemaOf(ProblemView, 'output', true)) } },
    },
  }
}
