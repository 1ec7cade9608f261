import type { Contender } from './contenders'
import { load } from './load'
import { memoryMbOf } from './process-cost'

const samples = 40
/** What memory may differ by from one quarter to the next without anything being kept. */
const noiseMb = 16
const noiseShare = 0.08

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Whether the last quarter of a long run needed no more memory than the one before it, but for noise. */
function isFlat(memory: readonly number[]): boolean {
  const quarter = memory.length / 4
  const [third, last] = [median(memory.slice(quarter * 2, quarter * 3)), median(memory.slice(quarter * 3))]
  console.log(`the last quarter's memory beside the third's: ${last} MB, ${third} MB`)
  return last - third <= Math.max(noiseMb, third * noiseShare)
}

/** `count` requests one after another, every fourth round of them streams: memory as it goes. @returns whether all were answered and memory stayed flat */
export async function soakRun({ target, pid }: Contender, count: number): Promise<boolean> {
  const begun = performance.now()
  const memory: number[] = []
  let [failed, firstFailure] = [0, '']
  console.log(`memory of the gateway after ${count / 10} requests each; at the start ${memoryMbOf(pid)} MB`)
  for (let i = 1; i <= samples; i++) {
    const part = await load(target, { connections: 64, isStream: i % 4 === 0 }, 36_000, Math.ceil(count / samples))
    failed += part.failed
    firstFailure ||= part.firstFailure
    memory.push(memoryMbOf(pid))
    if (i % (samples / 10) === 0) console.log(`${Math.round((count * i) / samples)}: ${memory.at(-1)} MB, ${Math.round((performance.now() - begun) / 1000)} s, ${failed} failed${firstFailure ? `, first: ${firstFailure}` : ''}`)
  }
  return isFlat(memory) && failed === 0
}
