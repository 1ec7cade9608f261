/** `POST /v1/completions`: continues a raw text. */
import { readJson } from './body.mjs'
import { checkCharacters } from './context.mjs'
import { invalid } from './errors.mjs'
import { refuse } from './fields.mjs'
import { readGeneration } from './generation-request.mjs'
import { answer } from './generation-route.mjs'
import { checkModel } from './models.mjs'
import { openingTokens } from './prompt.mjs'

const SHAPE = {
  idPrefix: 'cmpl',
  objects: { whole: 'text_completion', chunk: 'text_completion' },
  opening: null,
  whole: (text) => ({ text }),
  piece: (text) => ({ text }),
}

const MAX_PROMPTS = 8

function readPrompts(body) {
  const prompts = Array.isArray(body.prompt) ? body.prompt : [body.prompt]
  if (prompts.length === 0 || prompts.length > MAX_PROMPTS) throw invalid('prompt', `'prompt' may hold 1 to ${MAX_PROMPTS} texts.`)
  if (prompts.some((prompt) => typeof prompt !== 'string' || prompt === '')) {
    throw invalid('prompt', "'prompt' must be a text that is not empty, or a list of such texts.", 'invalid_type')
  }
  return prompts
}

/** @type {import('./app.mjs').Handler} */
export async function completions(app, request, response, signal) {
  const body = await readJson(request)
  checkModel(body, app.config.modelName)
  for (const name of ['echo', 'suffix']) refuse(body, name)
  const generation = readGeneration(body)
  const { model } = app.engine
  const texts = readPrompts(body)
  checkCharacters(app.engine, ...texts)
  const prompts = texts.map((text) => [...openingTokens(model), ...model.tokenize(text, false)])
  await answer(app, response, { prompts, request: generation, format: null, signal }, SHAPE)
}
