import { z } from 'zod'

type Shape = { type?: unknown; anyOf?: Shape[]; properties?: Record<string, Shape>; items?: Shape }

const shapes = new WeakMap<z.ZodType, Shape>()

/** The schema as JSON Schema, where bigint counts as an integer and a date as text. */
function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema)
  if (known) return known
  const shape = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'bigint') jsonSchema.type = 'integer'
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  }) as Shape
  shapes.set(schema, shape)
  return shape
}

function typesOf(shape: Shape | undefined): unknown[] {
  if (!shape) return []
  return shape.anyOf ? shape.anyOf.flatMap(typesOf) : [shape.type].flat()
}

function decodeText(text: string, shape: Shape | undefined): unknown {
  const types = typesOf(shape)
  if (types.includes('string')) return text === '' && types.includes('null') ? null : text
  if (text === '') return types.includes('null') ? null : undefined
  if (types.includes('boolean')) return ['true', 'on', '1'].includes(text) ? true : ['false', '0'].includes(text) ? false : text
  if (types.includes('integer') || types.includes('number')) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  return text
}

const rowField = /^([A-Za-z]+)\.(\d+)\.([A-Za-z]+)$/

/** The rows of a list of objects that somebody filled in, by the number that stands in their fields' names (`prices.2.month`). */
function filledRows(name: string, fields: URLSearchParams | FormData): Map<number, Map<string, string>> {
  const rows = new Map<number, Map<string, string>>()
  for (const [key, value] of fields) {
    const [, list, at, field] = rowField.exec(key) ?? []
    if (list !== name || typeof value !== 'string' || value.trim() === '') continue
    rows.set(Number(at), (rows.get(Number(at)) ?? new Map<string, string>()).set(field ?? '', value))
  }
  return new Map([...rows].sort(([a], [b]) => a - b))
}

/** The lists of objects that a form has fields for. Rows that are empty are left out, so numbers close up. */
function decodeRows(properties: Record<string, Shape>, fields: URLSearchParams | FormData): Record<string, unknown> {
  const names = new Set([...fields.keys()].flatMap((key) => rowField.exec(key)?.[1] ?? []))
  return Object.fromEntries([...names].map((name) => {
    const shape = properties[name]?.items?.properties
    return [name, [...filledRows(name, fields).values()].map((row) => Object.fromEntries([...row].map(([field, value]) => [field, decodeText(value, shape?.[field])])))]
  }))
}

/** The field of the form that a problem with the decoded rows belongs to: the verb counts filled rows only. */
export function formFieldOf(path: string, fields: URLSearchParams | FormData): string {
  const [, list, at, field] = rowField.exec(path) ?? []
  if (list === undefined || at === undefined || field === undefined) return path
  return `${list}.${[...filledRows(list, fields).keys()][Number(at)] ?? at}.${field}`
}

/**
 * Text fields (a form or a query string) as the schema's own types: numbers, booleans, lists. What does not convert stays
 * text, so that the schema refuses it with a message about that field. An empty field is absent. `prices.0.month` is a field of a row.
 */
export function decodeFields(schema: z.ZodType, fields: URLSearchParams | FormData): Record<string, unknown> {
  const properties = shapeOf(schema).properties ?? {}
  const input: Record<string, unknown> = decodeRows(properties, fields)
  for (const key of new Set(fields.keys())) {
    if (key.startsWith('$ACTION') || rowField.test(key)) continue // Next's own bookkeeping in forms; rows are decoded already
    const shape = properties[key]
    const values = fields.getAll(key).filter((value): value is string => typeof value === 'string')
    const isList = typesOf(shape).includes('array')
    const decoded = isList ? values.filter((v) => v !== '').map((v) => decodeText(v, shape?.items)) : decodeText(values.at(-1) ?? '', shape)
    if (decoded !== undefined && decoded !== '') input[key] = decoded
    else if (decoded === '' && shape && !isList) input[key] = ''
  }
  if (fields instanceof FormData) {
    for (const [key, shape] of Object.entries(properties)) if (!(key in input) && typesOf(shape).includes('boolean') && fields.has(`${key}.present`)) input[key] = false
  }
  return Object.fromEntries(Object.entries(input).filter(([key]) => !key.endsWith('.present')))
}
