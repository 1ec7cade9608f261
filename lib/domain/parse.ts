import type { z } from 'zod'
import { DomainError, type FieldProblem } from '@/lib/kernel/error'

type Issue = z.core.$ZodRawIssue

/** So many fields are named; a body made of wrong ones would else be answered with many times its size. */
const mostNamed = 20

/** What a field of the wrong kind should be, where there is a word for it. */
const kinds: Partial<Record<string, string>> = { number: 'number', nan: 'number', int: 'int', bigint: 'int', string: 'string', boolean: 'boolean', array: 'array', object: 'object', record: 'object' }

function wrongType({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): FieldProblem {
  if (input === undefined) return { code: 'required' }
  const type = kinds[expected]
  return type === undefined ? { code: 'invalid' } : { code: 'mustBe', params: { type } }
}

/** One zod issue as a field problem; `code` is a key under `errors.fields` in the messages. */
function problemOf(issue: Issue): FieldProblem {
  if (issue.code === 'custom') {
    const { code, ...params } = (issue.params ?? {}) as Record<string, unknown>
    const values = Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1])))
    return { code: typeof code === 'string' ? code : 'invalid', ...(Object.keys(values).length > 0 ? { params: values } : {}) }
  }
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return Number(issue.minimum) <= 1 ? { code: 'required' } : { code: 'tooShort', params: { min: Number(issue.minimum) } }
    return issue.origin === 'array' ? { code: 'tooFew', params: { min: Number(issue.minimum) } } : { code: 'tooSmall', params: { min: String(issue.minimum) } }
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'array') return { code: 'tooMany', params: { max: Number(issue.maximum) } }
    return issue.origin === 'string' ? { code: 'tooLong', params: { max: Number(issue.maximum) } } : { code: 'tooBig', params: { max: String(issue.maximum) } }
  }
  if (issue.code === 'invalid_format') return { code: issue.format === 'email' ? 'invalidEmail' : 'invalidFormat' }
  if (issue.code === 'invalid_value') return { code: 'notAllowed' }
  if (issue.code === 'unrecognized_keys') return { code: 'unknownField' }
  if (issue.code === 'invalid_type') return wrongType(issue)
  return { code: 'invalid' }
}

function pathOf(issue: Issue): string {
  const own = issue.path ?? []
  const path = issue.code === 'unrecognized_keys' ? [...own, issue.keys[0] ?? ''] : own
  return path.map(String).join('.')
}

/**
 * As safeParse() runs it, but for the error that it makes of every issue there is, which takes seconds for a million.
 * @throws DomainError invalid_input where there are more issues than can be gathered
 */
function ran(schema: z.ZodType, raw: unknown): z.core.ParsePayload {
  try {
    const result = schema._zod.run({ value: raw, issues: [] }, { async: false })
    if (result instanceof Promise) throw new Error('a schema that waits')
    return result
  } catch (cause) {
    if (cause instanceof RangeError) throw new DomainError('invalid_input', { cause, internal: 'very many wrong values' })
    throw cause
  }
}

/**
 * Input as the schema promises it.
 * @throws DomainError invalid_input with the first problem of each field, of the first few where there are very many
 */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const result = ran(schema, raw)
  if (result.issues.length === 0) return result.value as z.output<S>
  const fields: Record<string, FieldProblem> = {}
  for (const issue of result.issues.slice(0, mostNamed)) fields[pathOf(issue)] ??= problemOf(issue)
  const first = Object.keys(fields)[0]
  throw new DomainError('invalid_input', { fields, ...(first ? { field: first } : {}) })
}
