import { openApiDocument } from '@/lib/http/openapi'

type Json = { [key: string]: unknown }

export type Field = { name: string; type: string; isRequired: boolean; notes: string; depth: number }
export type Parameter = Field & { place: 'path' | 'query' | 'header' }
export type Operation = {
  id: string
  method: string
  path: string
  summary: string
  description: string
  /** 'public', or who may call: the portal's session, a key with these scopes. */
  access: { isPublic: boolean; hasSession: boolean; scopes: string[] | null }
  parameters: Parameter[]
  body: Field[]
  status: string
  answer: Field[]
}
export type Area = { id: string; name: string; operations: Operation[] }

const methods = ['get', 'post', 'put', 'patch', 'delete']
const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

let kept: { origin: string; areas: Area[] } | undefined

/** The operations of this installation by tag. Made once: the document cannot change while the process runs. */
export function documentedAreas(origin: string): Area[] {
  if (kept?.origin !== origin) kept = { origin, areas: areasOf(openApiDocument(origin)) }
  return kept.areas
}

/** The document's operations by tag, in the document's order, flat enough to print. */
function areasOf(document: Json): Area[] {
  const areas = new Map<string, Operation[]>()
  for (const [path, item] of Object.entries(asJson(document.paths))) {
    for (const method of methods) {
      const operation = asJson(item)[method]
      if (operation === undefined) continue
      const tag = asText(asList(asJson(operation).tags)[0]) || 'Other'
      areas.set(tag, [...(areas.get(tag) ?? []), operationOf(path, method, asJson(operation))])
    }
  }
  return [...areas].map(([name, operations]) => ({ id: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'), name, operations }))
}

function operationOf(path: string, method: string, operation: Json): Operation {
  const [status = '200', response] = Object.entries(asJson(operation.responses)).find(([code]) => code !== 'default') ?? []
  return {
    id: asText(operation.operationId),
    method: method.toUpperCase(),
    path,
    summary: asText(operation.summary),
    description: asText(operation.description),
    access: accessOf(asList(operation.security).map(asJson)),
    parameters: asList(operation.parameters).map(asJson).map((one) => ({
      ...fieldOf(asText(one.name), asJson(one.schema), one.required === true, 0), place: one.in === 'path' ? 'path' : one.in === 'header' ? 'header' : 'query',
    })),
    body: fieldsOf(contentOf(operation.requestBody)),
    status,
    answer: fieldsOf(contentOf(response)),
  }
}

function accessOf(security: Json[]): Operation['access'] {
  const key = security.find((one) => 'apiKey' in one)
  return { isPublic: security.length === 0, hasSession: security.some((one) => 'session' in one), scopes: key ? asList(key.apiKey).map(asText) : null }
}

const contentOf = (holder: unknown): Json => asJson(asJson(Object.values(asJson(asJson(holder).content))[0]).schema)

/** Names the type as people say it: "string", "list of object", "integer or null", or the allowed values. */
function typeOf(schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const options = asList(schema.anyOf ?? schema.oneOf).map(asJson)
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(' | ')
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : asText(schema.type)
  if (type === 'array') return `${typeOf(asJson(schema.items))}[]`
  const format = asText(schema.format)
  return format ? `${type} (${format})` : type || 'any'
}

function notesOf(schema: Json): string {
  const bounds = [
    ['≥', schema.minimum], ['≤', schema.maximum], ['length ≥', schema.minLength], ['length ≤', schema.maxLength], ['default', schema.default],
  ].filter(([, value]) => (typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER) || typeof value === 'string' || typeof value === 'boolean')
  return [asText(schema.description), bounds.map(([word, value]) => `${word} ${String(value)}`).join(', ')].filter(Boolean).join(' · ')
}

const fieldOf = (name: string, schema: Json, isRequired: boolean, depth: number): Field => ({ name, type: typeOf(schema), isRequired, notes: notesOf(schema), depth })

const maxDepth = 2

/** An object's fields, those of inner objects and list rows indented under them. */
function fieldsOf(schema: Json, depth = 0): Field[] {
  const holder = innerObject(schema)
  if (!holder) return depth === 0 && Object.keys(schema).length > 0 ? [fieldOf('', schema, true, 0)] : []
  const required = asList(holder.required).map(asText)
  return Object.entries(asJson(holder.properties)).flatMap(([name, value]) => {
    const inner = asJson(value)
    return [fieldOf(name, inner, required.includes(name), depth), ...(depth < maxDepth && innerObject(inner) ? fieldsOf(inner, depth + 1) : [])]
  })
}

/** The object behind a list or a nullable, if there is one. */
function innerObject(schema: Json): Json | undefined {
  if (schema.properties) return schema
  if (schema.items) return innerObject(asJson(schema.items))
  return asList(schema.anyOf ?? schema.oneOf).map(asJson).map(innerObject).find(Boolean)
}
