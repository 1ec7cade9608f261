/** `GET /health` and `GET /metrics` */
import { sendJson } from './reply.mjs'

/** Answers 200 while the server takes requests, 503 before and after. */
export function health(app, request, response) {
  sendJson(response, app.state === 'ready' ? 200 : 503, { status: app.state })
}

/** Answers with Prometheus text. */
export function metrics(app, request, response) {
  const text = app.metrics.render({
    engine_ready: app.state === 'ready' ? 1 : 0,
    engine_slots: app.config.slots,
    engine_requests_processing: app.slots?.busy ?? 0,
    engine_requests_deferred: app.slots?.waiting ?? 0,
  })
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  response.end(text)
}
