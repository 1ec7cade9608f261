#!/usr/bin/env node
// Stands in for Prisma's native schema engine: same command line, same JSON-RPC lines on stdio, served by
// @prisma/schema-engine-wasm over @prisma/adapter-pg. Leans on their private methods, hence the exact pins in package.json.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { teachCharType } from './schema-engine/adapter.mjs'
import { databaseCommand } from './schema-engine/database-command.mjs'
import { openEngine } from './schema-engine/engine.mjs'

const METHOD_NAMES = { getDatabaseVersion: 'version' }
const NEEDS_SHADOW = new Set(['evaluateDataLoss', 'createMigration'])

const args = process.argv.slice(2)
const datasource = JSON.parse(valuesOf('--datasource')[0] ?? '{}')
const datamodels = valuesOf('--datamodels').map((file) => [file, readFileSync(file, 'utf8')])
let current
let prints = 0

if (args.includes('--version')) {
  console.log('schema-engine-cli wasm')
} else if (args.includes('cli')) {
  process.exitCode = await databaseCommand(args[args.indexOf('cli') + 1], datasource.url)
} else {
  process.on('uncaughtException', answerPanic)
  await teachCharType()
  serve()
}

function valuesOf(flag) {
  return args.filter((_, index) => args[index - 1] === flag)
}

/** Answers one request after the other, in their order. */
function serve() {
  let queue = Promise.resolve()
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    const request = line.trim() === '' ? {} : JSON.parse(line)
    if (request.method !== undefined) queue = queue.then(() => answer(request))
  })
  lines.on('close', () => queue.then(() => process.exit(0)))
}

async function answer(request) {
  current = request
  try {
    send({ id: request.id, result: await call(request) })
  } catch (error) {
    const data = { is_panic: error?.name === 'RuntimeError', message: messageOf(error), meta: error?.meta ?? null, error_code: error?.code ?? null }
    sendError(request.id, 'An error happened. Check the data field for details.', data)
  }
}

async function call({ method, params }) {
  if (method === 'createDatabase') return { databaseName: '' }
  const { engine, close } = await openEngine(datasource, datamodels)
  try {
    // Only devDiagnostic hands a wasm engine its shadow database, and applyMigrations takes it away again.
    if (NEEDS_SHADOW.has(method)) await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters })
    const result = (await engine[METHOD_NAMES[method] ?? method](params)) ?? {}
    return method === 'diff' ? printed(result) : result
  } finally {
    await close()
  }
}

/** The native engine prints a diff through the CLI; the wasm one returns it. */
function printed({ stdout, exitCode }) {
  if (stdout != null) {
    prints += 1
    send({ id: `print-${prints}`, method: 'print', params: { content: stdout } })
  }
  return { exitCode, stdout: null }
}

/** A panic in wasm surfaces as an uncaught 'unreachable': report it the way the CLI expects, and end. */
function answerPanic(error) {
  const message = globalThis.PRISMA_WASM_PANIC_REGISTRY?.message || messageOf(error)
  if (current !== undefined) sendError(current.id, 'panic', { is_panic: false, message, error_code: null })
  setTimeout(() => process.exit(101), 50)
}

function sendError(id, message, data) {
  send({ id, error: { code: 4466, message, data } })
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function messageOf(error) {
  return String(error?.message ?? error)
}
