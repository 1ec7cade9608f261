/**
 * What a page costs: server time to the last byte and the JavaScript a first visit loads, per route, against a running
 * stack with the seeded world. The ratio is against a bare node:http server that answers the same bytes, asked in turn.
 *
 *   BASE_URL        where the stack answers (default http://localhost:3000)
 *   FIRST_RUN_FILE  the file with the demo sign-in (default .data/first-run.txt)
 */
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import { gzipSync } from 'node:zlib'

const origin = process.env.BASE_URL ?? 'http://localhost:3000'
const firstRun = process.env.FIRST_RUN_FILE ?? '.data/first-run.txt'
const rounds = 30
const warmUp = 5

const portal = ['/dashboard', '/keys', '/keys/new', '/keys/find', '/models', '/usage', '/playground', '/subscription', '/billing', '/billing/invoices', '/settings/profile', '/settings/security']
const open = ['/', '/plans', '/sign-in', '/sign-up']
/** Lowered, never raised. React and the router alone are about 129 kB, so open pages stand a little above that. */
const ceilingsKb: Record<string, number> = { '/': 155, '/plans': 155, '/sign-in': 155, '/sign-up': 155, '/playground': 210 }

type Row = { route: string; status: number; p50Ms: number; p95Ms: number; bareP50Ms: number; ratio: number; htmlKb: number; jsKb: number; ceilingKb: number }

function credentials(): { email: string; password: string } {
  const values = Object.fromEntries(fs.readFileSync(firstRun, 'utf8').split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  return { email: values.demo_email ?? '', password: values.demo_password ?? '' }
}

/** next-auth's own flow: csrf, then the credentials callback. Returns the cookie header. */
async function signIn(): Promise<string> {
  const csrf = await fetch(`${origin}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const first = csrf.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  const answer = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: 'POST', redirect: 'manual', headers: { cookie: first, 'content-type': 'application/x-www-form-urlencoded', origin },
    body: new URLSearchParams({ ...credentials(), csrfToken, json: 'true' }),
  })
  const session = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  if (!/session/.test(session)) throw new Error(`could not sign in: ${answer.status}`)
  return `${first}; ${session}`
}

/** The pages of the account's newest key. */
async function keyPages(cookie: string): Promise<string[]> {
  const { data } = (await (await fetch(`${origin}/api/keys?limit=1`, { headers: { cookie } })).json()) as { data: { id: string }[] }
  return data.flatMap(({ id }) => ['', '/limits', '/usage', '/requests', '/history'].map((tab) => `/keys/${id}${tab}`))
}

async function timed(url: string, cookie: string): Promise<{ ms: number; status: number; html: string }> {
  const started = performance.now()
  const response = await fetch(url, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  const html = await response.text()
  return { ms: performance.now() - started, status: response.status, html }
}

const quantile = (values: number[], q: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0
const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

const sizes = new Map<string, number>()

/** Gzipped bytes of every script the page names: what a first visit downloads. */
async function scriptBytes(html: string): Promise<number> {
  // The polyfills for browsers without modules are named in every page and fetched by none of today's.
  const modern = html.replace(/<script[^>]*noModule[^>]*>/gi, '')
  const scripts = [...new Set([...modern.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+\.js)[^"]*"/g)].map((match) => match[1] ?? ''))]
  let total = 0
  for (const script of scripts) {
    const known = sizes.get(script) ?? gzipSync(Buffer.from(await (await fetch(origin + script, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer())).length
    sizes.set(script, known)
    total += known
  }
  return total
}

/** A server that does nothing but answer these bytes. */
async function bareServer(body: string): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((_request, response) => response.setHeader('content-type', 'text/html').end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

async function measure(route: string, cookie: string): Promise<Row> {
  let last = await timed(origin + route, cookie)
  const bare = await bareServer(last.html)
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let i = 0; i < rounds + warmUp; i++) {
    last = await timed(origin + route, cookie)
    const floor = await timed(bare.url, '')
    if (i < warmUp) continue
    ours.push(last.ms)
    theirs.push(floor.ms)
  }
  bare.close()
  const [p50, bareP50] = [quantile(ours, 0.5), quantile(theirs, 0.5)]
  return {
    route, status: last.status, p50Ms: round(p50), p95Ms: round(quantile(ours, 0.95)), bareP50Ms: round(bareP50, 2), ratio: round(p50 / bareP50),
    htmlKb: round(gzipSync(last.html).length / 1000), jsKb: round((await scriptBytes(last.html)) / 1000), ceilingKb: ceilingsKb[route] ?? 170,
  }
}

const cookie = await signIn()
console.log(`conditions: ${os.cpus().length} cores (${os.cpus()[0]?.model.trim()}), node ${process.version}, load ${os.loadavg()[0]?.toFixed(2)}, ${rounds} rounds a route one after another, client on the same machine, seeded world`)
const rows: Row[] = []
for (const route of open) rows.push(await measure(route, ''))
for (const route of [...portal, ...(await keyPages(cookie))]) rows.push(await measure(route, cookie))
console.table(rows)
const wrong = rows.filter((row) => row.status !== 200)
const heavy = rows.filter((row) => row.jsKb > row.ceilingKb)
if (wrong.length) console.error(`not measured, did not answer 200: ${wrong.map((row) => `${row.route} ${row.status}`).join(', ')}`)
if (heavy.length) console.error(`over their JavaScript ceiling: ${heavy.map((row) => `${row.route} ${row.jsKb} > ${row.ceilingKb} kB`).join(', ')}`)
console.log(JSON.stringify({ bench: 'pages', rounds, routes: rows }))
process.exitCode = wrong.length || heavy.length ? 1 : 0
