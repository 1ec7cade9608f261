/** Readers for single fields of a request; each throws a 400 that names the field. */
import { invalid } from './errors.mjs'

const absent = (value) => value === undefined || value === null

/** A number within bounds, or the fallback when the field is absent. */
export function number(body, name, { min, max, fallback, whole = false }) {
  const value = body[name]
  if (absent(value)) return fallback
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    throw invalid(name, `'${name}' must be ${whole ? 'a whole number' : 'a number'}.`, 'invalid_type')
  }
  if (value < min || value > max) throw invalid(name, `'${name}' must be from ${min} to ${max}.`)
  return value
}

/** A boolean, or the fallback when the field is absent. */
export function boolean(body, name, fallback = false) {
  const value = body[name]
  if (absent(value)) return fallback
  if (typeof value !== 'boolean') throw invalid(name, `'${name}' must be true or false.`, 'invalid_type')
  return value
}

/** A plain object, or null when the field is absent. */
export function object(body, name) {
  const value = body[name]
  if (absent(value)) return null
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(name, `'${name}' must be an object.`, 'invalid_type')
  }
  return value
}

/** Refuses a field that this server cannot honour. */
export function refuse(body, name) {
  const value = body[name]
  const empty = absent(value) || value === false || value === 0 || value === 'none'
  if (empty || (typeof value === 'object' && Object.keys(value).length === 0)) return
  throw invalid(name, `'${name}' is not supported by this model.`, 'unsupported_parameter')
}
