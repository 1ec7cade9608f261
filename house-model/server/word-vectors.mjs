/**
 * Sentence vectors from word vectors: the weighted mean of the words, less what
 * all sentences share, at length 1. Words outside the list get a vector from
 * their letters, so that equal and similar spellings still meet.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const DIMENSIONS = 100
const ROW = DIMENSIONS + 4
const RARITY = 1e-3
const UNKNOWN_LENGTH = 4
const SPELLED_LETTERS = 64

/** Splits text the way the word list is written. */
export function wordsOf(text) {
  return text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}\p{M}]+(?:['.-][\p{L}\p{N}\p{M}]+)*/gu) ?? []
}

function hash(text, seed) {
  let value = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}

/** A vector from a word's three-letter pieces. */
function spellingVector(word) {
  const vector = new Float32Array(DIMENSIONS)
  const padded = `<${word.slice(0, SPELLED_LETTERS)}>`
  for (let index = 0; index + 3 <= Math.max(3, padded.length); index++) {
    const piece = padded.slice(index, index + 3)
    for (let k = 0; k < DIMENSIONS; k++) vector[k] += hash(piece, k + 1) / 2 ** 31 - 1
  }
  return scaleTo(vector, UNKNOWN_LENGTH)
}

function scaleTo(vector, length) {
  const now = Math.hypot(...vector)
  return now === 0 ? vector : vector.map((value) => (value / now) * length)
}

/** Loads the table and returns the function that embeds one text. */
export async function loadWordVectors(folder) {
  const [table, list] = await Promise.all([
    readFile(join(folder, 'emb.bin')),
    readFile(join(folder, 'emb.vocab'), 'utf8'),
  ])
  const rankOf = new Map(list.split('\n').map((word, rank) => [word, rank]))
  const total = Math.log(rankOf.size) + 0.5772
  // Words come most frequent first, so Zipf's law stands in for their counts.
  const weightOf = (rank) => RARITY / (RARITY + 1 / ((rank + 1) * total))

  function addRow(sum, rank, weight) {
    const start = rank * ROW
    const factor = table.readFloatLE(start) * weight
    for (let k = 0; k < DIMENSIONS; k++) sum[k] += table.readInt8(start + 4 + k) * factor
  }

  const shared = new Float32Array(DIMENSIONS)
  for (let rank = 0; rank < rankOf.size; rank++) addRow(shared, rank, 1 / rankOf.size)

  /**
   * @param {string} text
   * @returns {{ vector: Float32Array, words: number }}
   */
  return function embed(text) {
    const words = wordsOf(text)
    const sum = new Float32Array(DIMENSIONS)
    let weights = 0
    for (const word of words.length > 0 ? words : [text.trim()]) {
      const rank = rankOf.get(word)
      const weight = rank === undefined ? 1 : weightOf(rank)
      weights += weight
      if (rank !== undefined) addRow(sum, rank, weight)
      else spellingVector(word).forEach((value, k) => (sum[k] += (value + shared[k]) * weight))
    }
    const mean = sum.map((value, k) => value / weights - shared[k])
    return { vector: scaleTo(mean, 1), words: Math.max(1, words.length) }
  }
}
