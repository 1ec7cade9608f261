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

function readPrompt(body) {
  const prompt = Array.isArray(body.prompt) && body.prompt.length === 1 ? body.prompt[0] : body.prompt
  if (typeof prompt !== 'string' || prompt === '') {
    throw invalid('prompt', "'prompt' must be one text that is not empty.", 'invalid_type')
  }
  return prompt
}

/** @type {import('./app.mjs').Handler} */
export async function completions(app, request, response, signal) {
  const body = await readJson(request)
  checkModel(body, app.config.modelName)
  for (const name of ['echo', 'suffix']) refuse(body, name)
  const generation = readGeneration(body)
  const { model } = app.engine
  const prompt = readPrompt(body)
  checkCharacters(app.engine, prompt)
  const tokens = [...openingTokens(model), ...model.tokenize(prompt, false)]
  await answer(app, response, { tokens, request: generation, format: null, signal }, SHAPE)
}
