/** Embeddings from the real word vectors. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from './testing.mjs'

let server
before(async () => {
  server = await (await startServer()).ready()
})
after(() => server.stop())

async function embed(input, options = {}) {
  const response = await server.call('/v1/embeddings', { model: 'house-embed', input, ...options })
  return { status: response.status, body: await response.json() }
}
const vectorsOf = async (input) => (await embed(input)).body.data.map((one) => one.embedding)
const dot = (one, other) => one.reduce((sum, value, index) => sum + value * other[index], 0)

test('vectors have length 1, for any script', async () => {
  const vectors = await vectorsOf(['a small house', 'مرحبا بالعالم', '???', 'qwrtzx', '日本', 'x'.repeat(5000)])
  for (const vector of vectors) {
    assert.equal(vector.length, 100)
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5)
  }
})

test('a paraphrase is nearer than an unrelated text', async () => {
  const [text, near, far] = await vectorsOf([
    'How do I pay my invoice?',
    'Where can I settle the bill for my account?',
    'The cat sleeps under the old tree.',
  ])
  assert.ok(dot(text, near) > dot(text, far) + 0.1, `${dot(text, near)} against ${dot(text, far)}`)
})

test('similar Arabic spellings meet', async () => {
  const [text, near, far] = await vectorsOf(['أين فواتيري', 'أين الفواتير', 'القطة نائمة'])
  assert.ok(dot(text, near) > dot(text, far))
})

test('base64 holds the same numbers, and usage counts words', async () => {
  const plain = (await embed('two words')).body
  const packed = (await embed('two words', { encoding_format: 'base64' })).body
  const bytes = Buffer.from(packed.data[0].embedding, 'base64')
  const numbers = Array.from({ length: 100 }, (_, index) => bytes.readFloatLE(index * 4))
  assert.deepEqual(numbers, plain.data[0].embedding)
  assert.deepEqual(plain.usage, { prompt_tokens: 2, total_tokens: 2 })
})

test('empty, oversized and odd inputs are refused', async () => {
  const bad = ['', '  ', [], [''], ['a', ''], 5, null, undefined, [1, 2], {}, 'x'.repeat(40_000), Array(3000).fill('a')]
  for (const input of bad) assert.equal((await embed(input)).status, 400, JSON.stringify(input)?.slice(0, 60))
  assert.equal((await embed('a', { encoding_format: 'hex' })).status, 400)
  assert.equal((await embed('a', { dimensions: 50 })).status, 400)
})
