/** Routes requests to their handlers and answers what they throw. */
import { createServer } from 'node:http'
import { draining } from './app.mjs'
import { createAuth } from './auth.mjs'
import { chat } from './chat.mjs'
import { completions } from './completions.mjs'
import { embeddings } from './embeddings.mjs'
import { ApiError, toApiError } from './errors.mjs'
import { log } from './log.mjs'
import { listModels } from './models.mjs'
import { sendError } from './reply.mjs'
import { health, metrics } from './status.mjs'

/** Path → method, handler, and whether it answers to anyone at any time. */
const ROUTES = {
  '/health': { method: 'GET', handler: health, open: true, always: true },
  '/metrics': { method: 'GET', handler: metrics, always: true },
  '/v1/models': { method: 'GET', handler: listModels, always: true },
  '/v1/chat/completions': { method: 'POST', handler: chat },
  '/v1/completions': { method: 'POST', handler: completions },
  '/v1/embeddings': { method: 'POST', handler: embeddings },
}

function findRoute(request) {
  const path = request.url.split('?', 1)[0]
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined
  if (!route) throw new ApiError(404, 'There is no such route.', { code: 'not_found' })
  if (route.method !== request.method) {
    throw new ApiError(405, `This route takes ${route.method}.`, { code: 'method_not_allowed' })
  }
  return { path, route }
}

function checkState(app) {
  if (app.state === 'ready') return
  if (app.state === 'draining') throw draining()
  throw new ApiError(503, 'The model is being loaded.', { code: 'model_loading', retryAfter: 1 })
}

/** An abort controller that fires when the caller goes away. */
function watch(app, response) {
  const controller = new AbortController()
  app.running.add(controller)
  response.on('close', () => {
    app.running.delete(controller)
    if (!response.writableFinished) controller.abort(new Error('disconnected'))
  })
  return controller.signal
}

/** @param {import('./app.mjs').App} app */
export function createHttpServer(app) {
  const authorise = createAuth(app.config.token)

  async function serve(request, response) {
    const started = performance.now()
    const signal = watch(app, response)
    let path = 'unknown'
    try {
      const found = findRoute(request)
      path = found.path
      if (!found.route.open) authorise(request)
      if (!found.route.always) checkState(app)
      await found.route.handler(app, request, response, signal)
    } catch (error) {
      if (signal.aborted && response.destroyed) app.metrics.add('engine_requests_cancelled_total')
      else sendError(response, toApiError(error))
      if (!(error instanceof ApiError) && !signal.aborted) log('error', 'request_failed', { path, error: error.message })
    }
    const status = response.headersSent ? response.statusCode : 499
    app.metrics.request(path, status)
    if (path !== '/health') log('info', 'request', { path, status, ms: Math.round(performance.now() - started) })
  }

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 })
  server.on('request', serve)
  return server
}
