import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { endpoints } from './endpoints'
import { openApiDocument } from './openapi'

const root = path.resolve(import.meta.dirname, '../..')
const methods = /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b|\bas (GET|POST|PUT|PATCH|DELETE)\b/g

/** Every method of every route file, as OpenAPI writes it. */
function routesOnDisk(): string[] {
  const files = fs.readdirSync(path.join(root, 'app/api'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('route.ts'))
  return files.flatMap((file) => {
    const route = `/api/${path.posix.dirname(file)}`.replace(/\[(\w+)\]/g, '{$1}')
    const text = fs.readFileSync(path.join(root, 'app/api', file), 'utf8')
    return [...text.matchAll(methods)].map((match) => `${match[1] ?? match[2]} ${route}`)
  })
}

/** Routes that speak a protocol of their own: next-auth's flow, the gateway's catch-all whose paths are listed one by one, and what answers for addresses that do not exist. */
const elsewhere = /^\w+ \/api\/(auth\/|v1\/)?\[\.\.\./
const document = openApiDocument('http://localhost:3000') as { openapi: string; paths: Record<string, Record<string, { operationId: string; responses: object }>> }
const listed = Object.entries(document.paths).flatMap(([route, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${route}`))

describe('the OpenAPI document', () => {
  it('lists every route there is', () => {
    expect(routesOnDisk().filter((route) => !elsewhere.test(route) && !listed.includes(route))).toEqual([])
  })

  it('lists no route that is not there', () => {
    const onDisk = routesOnDisk()
    const missing = listed.filter((route) => !onDisk.includes(route) && !/^\w+ \/api\/(v1|auth)\//.test(route))
    expect(missing).toEqual([])
  })

  it('declares each method and path once', () => {
    const names = endpoints.map(({ method, path: route }) => `${method} ${route}`)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  it('is OpenAPI 3.1 with an answer, a problem and a name of its own for every operation', () => {
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.values(document.paths).flatMap((one) => Object.values(one))
    expect(operations.length).toBeGreaterThan(30)
    expect(operations.every((one) => 'default' in one.responses && Object.keys(one.responses).length > 1)).toBe(true)
    const ids = operations.map((one) => one.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})
