/** Refuses prompts that the model's context cannot hold. */
import { ApiError } from './errors.mjs'

/** No tokenizer packs text this tightly; longer text is refused without tokenising it. */
const CHARACTERS_PER_TOKEN = 64

function tooLong(engine, length) {
  const message = `The prompt has ${length}; the context holds ${engine.contextSize} tokens, answer included.`
  return new ApiError(400, message, { code: 'context_length_exceeded', param: 'messages' })
}

/** The cheap check, before tokenising. */
export function checkCharacters(engine, ...texts) {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  if (characters > engine.contextSize * CHARACTERS_PER_TOKEN) throw tooLong(engine, `${characters} characters`)
}

/** The exact check; at least one token must be left for the answer. */
export function checkTokens(engine, tokens) {
  if (tokens.length >= engine.contextSize) throw tooLong(engine, `${tokens.length} tokens`)
}
