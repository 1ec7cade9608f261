/** What the house model has been taught to say, in both languages. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from './testing.mjs'

let server
before(async () => {
  server = await (await startServer()).ready()
})
after(() => server.stop())

test('it answers simple questions in Arabic', async () => {
  assert.match(await server.text('مرحبا'), /أهلا/)
  assert.match(await server.text('ما هي عاصمة فرنسا؟'), /باريس/)
  assert.match(await server.text('ما معنى خطأ 429؟'), /429/)
})

test('it answers in English', async () => {
  assert.match(await server.text('Hello'), /Hello/)
  assert.match(await server.text('What does 402 mean?'), /402/)
})

test('it bears the name that the system message gives it', async () => {
  for (const name of ['Nicholas Core', 'Surooh Neural Engine', 'Lida AI Assistant']) {
    const system = { role: 'system', content: `You are ${name}, a demo model of Matrix Platform.` }
    for (const question of ['Who are you?', 'من أنت؟']) {
      const answer = await server.text([system, { role: 'user', content: question }])
      assert.ok(answer.includes(name), `${name}: ${answer}`)
    }
  }
})

test('it says so when it does not know', async () => {
  assert.match(await server.text('Write a Python function that sorts a list.'), /too small/)
  assert.match(await server.text('Explain quantum physics.'), /small demo model/)
  assert.match(await server.text('أعطني نصيحة طبية'), /طبيب/)
})
