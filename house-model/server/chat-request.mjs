/** Reads the messages and the answer format of a chat request. */
import { invalid } from './errors.mjs'
import { object, refuse } from './fields.mjs'

const ROLES = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant' }
const MAX_MESSAGES = 1000

function readContent(content, param, role) {
  if (typeof content === 'string') return content
  if ((content === null || content === undefined) && role === 'assistant') return ''
  if (!Array.isArray(content)) throw invalid(param, `'${param}' must be a string or a list of parts.`, 'invalid_type')
  return content
    .map((part) => {
      if (part?.type !== 'text' || typeof part.text !== 'string') {
        throw invalid(param, 'This model reads text parts only.', 'unsupported_content')
      }
      return part.text
    })
    .join('')
}

/**
 * @param {Record<string, unknown>} body
 * @returns {{ role: 'system' | 'user' | 'assistant', content: string }[]}
 */
export function readMessages(body) {
  for (const name of ['tools', 'tool_choice', 'functions', 'function_call', 'audio']) refuse(body, name)
  const { messages } = body
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('messages', "'messages' must be a list with at least one message.", 'invalid_type')
  }
  if (messages.length > MAX_MESSAGES) throw invalid('messages', `At most ${MAX_MESSAGES} messages are read.`)
  return messages.map((message, index) => {
    const param = `messages[${index}]`
    if (typeof message !== 'object' || message === null) {
      throw invalid(param, `'${param}' must be an object.`, 'invalid_type')
    }
    const role = Object.hasOwn(ROLES, message.role) ? ROLES[message.role] : undefined
    if (!role) throw invalid(`${param}.role`, "'role' must be system, user or assistant.")
    return { role, content: readContent(message.content, `${param}.content`, role) }
  })
}

/**
 * @param {Record<string, unknown>} body
 * @returns {null | { kind: 'object' } | { kind: 'schema', schema: object }} null for plain text
 */
export function readFormat(body) {
  const format = object(body, 'response_format')
  if (!format || format.type === 'text') return null
  if (format.type === 'json_object') return { kind: 'object' }
  if (format.type === 'json_schema') {
    const schema = object(object(format, 'json_schema') ?? {}, 'schema')
    if (schema) return { kind: 'schema', schema }
    throw invalid('response_format.json_schema.schema', 'A JSON schema object is required.')
  }
  throw invalid('response_format.type', "'type' must be text, json_object or json_schema.")
}
