/** The model list, and the check of a request's `model`. */
import { ApiError, invalid } from './errors.mjs'
import { sendJson } from './reply.mjs'

const STARTED = Math.floor(Date.now() / 1000)

/** `GET /v1/models` */
export function listModels(app, request, response) {
  const card = (id) => ({ id, object: 'model', created: STARTED, owned_by: 'matrix-platform' })
  const { modelName, embeddingsName } = app.config
  sendJson(response, 200, { object: 'list', data: [card(modelName), card(embeddingsName)] })
}

/** Refuses any model but the one that serves this route. */
export function checkModel(body, served) {
  if (typeof body.model !== 'string') throw invalid('model', "'model' must be a string.", 'invalid_type')
  if (body.model === served) return
  throw new ApiError(404, `The model '${body.model.slice(0, 100)}' does not serve this route.`, {
    code: 'model_not_found',
    param: 'model',
  })
}
