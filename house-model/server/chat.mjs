/** `POST /v1/chat/completions` */
import { readJson } from './body.mjs'
import { readFormat, readMessages } from './chat-request.mjs'
import { checkCharacters } from './context.mjs'
import { readGeneration } from './generation-request.mjs'
import { answer } from './generation-route.mjs'
import { checkModel } from './models.mjs'

const SHAPE = {
  idPrefix: 'chatcmpl',
  objects: { whole: 'chat.completion', chunk: 'chat.completion.chunk' },
  opening: { delta: { role: 'assistant', content: '' } },
  whole: (text) => ({ message: { role: 'assistant', content: text, refusal: null } }),
  piece: (text) => ({ delta: text ? { content: text } : {} }),
}

/** @type {import('./app.mjs').Handler} */
export async function chat(app, request, response, signal) {
  const body = await readJson(request)
  checkModel(body, app.config.modelName)
  const generation = readGeneration(body)
  const format = readFormat(body)
  const messages = readMessages(body)
  checkCharacters(app.engine, ...messages.map(({ content }) => content))
  const tokens = app.engine.promptOf(messages)
  await answer(app, response, { prompts: [tokens], request: generation, format, signal }, SHAPE)
}
