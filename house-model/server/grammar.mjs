/** Turns a wished answer format into a grammar that the sampler obeys. */
import { invalid } from './errors.mjs'

const MAX_SCHEMA_LENGTH = 32 * 1024
const MAX_DEPTH = 24
const PARAM = 'response_format.json_schema.schema'

function checkSchema(node, depth = 0) {
  if (typeof node !== 'object' || node === null) return
  if (depth > MAX_DEPTH) throw invalid(PARAM, 'The JSON schema is nested too deeply.')
  if (typeof node.$ref === 'string' && !node.$ref.startsWith('#/$defs/')) {
    throw invalid(PARAM, "A '$ref' must begin with '#/$defs/'.")
  }
  for (const name of ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']) {
    if (typeof node[name] === 'number' && !(node[name] >= 0 && node[name] <= 1000)) {
      throw invalid(PARAM, `'${name}' must be from 0 to 1000.`)
    }
  }
  for (const child of Object.values(node)) checkSchema(child, depth + 1)
}

/**
 * @param {import('node-llama-cpp').Llama} llama
 * @param {ReturnType<import('./chat-request.mjs').readFormat>} format
 * @returns {Promise<import('node-llama-cpp').LlamaGrammar | null>}
 */
export async function grammarFor(llama, format) {
  if (!format) return null
  if (format.kind === 'object') return llama.getGrammarFor('json')
  checkSchema(format.schema)
  if (JSON.stringify(format.schema).length > MAX_SCHEMA_LENGTH) {
    throw invalid(PARAM, 'The JSON schema is larger than 32 KB.')
  }
  try {
    return await llama.createGrammarForJsonSchema(format.schema)
  } catch {
    throw invalid(PARAM, 'The JSON schema could not be turned into a grammar.')
  }
}
