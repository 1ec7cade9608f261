import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { parse } from 'qs'
import { createGenerator } from 'ts-json-schema-generator'

type Schema = { anyOf?: Schema[]; const?: unknown; $ref?: string; [key: string]: unknown }

/** The library's enums end in "or any other string", which would let every typo through. */
function strict(schema: Schema): Schema {
  const entries = Object.entries(schema).map(([key, value]) => [key, Array.isArray(value) ? value.map(strictly) : strictly(value)])
  const result = Object.fromEntries(entries) as Schema
  const constants = result.anyOf?.filter((one) => one.const !== undefined) ?? []
  return constants.length > 0 && result.anyOf ? { ...result, anyOf: result.anyOf.filter((one) => !String(one.$ref).endsWith('/OtherString')) } : result
}
const strictly = (value: unknown): unknown => (typeof value === 'object' && value !== null ? strict(value as Schema) : value)

export type Complaint = { message: string; param: string }

/** Checks requests against JSON schemas made from the installed library's own types: always its version, nothing to keep in step. */
export class StripeContract {
  private readonly ajv = new Ajv({ strict: false, coerceTypes: true, validateFormats: false })
  private readonly known = new Map<string, ValidateFunction>()

  constructor() {
    const requests = path.join(process.cwd(), 'lib', 'testing', 'stripe-peer', 'requests.ts')
    const schema = createGenerator({ path: requests, tsconfig: path.join(process.cwd(), 'tsconfig.json'), type: '*', skipTypeCheck: true, expose: 'export', jsDoc: 'none', additionalProperties: false }).createSchema('*')
    this.ajv.addSchema(strict(schema as Schema), 'stripe')
  }

  /** What is wrong with a form body or query string as this request; null when nothing is. */
  check(name: string, form: string): { value: Record<string, unknown>; complaint: Complaint | null } {
    const value = parse(form, { depth: 20, arrayLimit: 100 }) as Record<string, unknown>
    const validate = this.known.get(name) ?? this.ajv.getSchema(`stripe#/definitions/${name}`)
    if (!validate) throw new Error(`no contract for ${name}`)
    this.known.set(name, validate)
    if (validate(value)) return { value, complaint: null }
    const fault = validate.errors?.[0]
    const extra = fault?.params.additionalProperty ?? fault?.params.missingProperty ?? ''
    return { value, complaint: { message: `${fault?.instancePath ?? ''} ${fault?.message ?? 'is wrong'} ${String(extra)}`.trim(), param: [...(fault?.instancePath ?? '').split('/').filter(Boolean), extra].filter(Boolean).join('.') } }
  }
}
