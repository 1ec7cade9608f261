/**
 * Asks a model the fixed questions and prints how many it answers rightly:
 * `node house-model/training/evaluate.mjs [FILE.gguf] [--wrong]`.
 */
import { startServer } from '../server/testing.mjs'
import { QUESTIONS } from './questions.mjs'

const file = process.argv.slice(2).find((one) => !one.startsWith('--'))
const showWrong = process.argv.includes('--wrong')

const server = await (await startServer(file ? { ENGINE_MODEL_PATH: file, ENGINE_MODEL_NAME: 'house-mini' } : {})).ready()
let right = 0
let asked = 0
for (const [kind, questions] of Object.entries(QUESTIONS)) {
  let good = 0
  for (const [question, pattern, system] of questions) {
    const messages = [...(system ? [{ role: 'system', content: system }] : []), { role: 'user', content: question }]
    const answer = await server.text(messages, { max_tokens: 200 })
    if (pattern.test(answer)) good++
    else if (showWrong) console.log(`  ${question}\n    -> ${answer}`)
  }
  right += good
  asked += questions.length
  console.log(`${kind}: ${good}/${questions.length}`)
}
console.log(`all: ${right}/${asked}`)
await server.stop()
