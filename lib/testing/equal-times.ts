const mostRounds = 100

/**
 * Takes both in turns until `isEqual` holds for the fastest time of each so far, and gives these times back. A busy machine
 * makes single answers late, never early: what really takes longer never gets there.
 */
export async function fastestTimes(one: () => Promise<unknown>, other: () => Promise<unknown>, isEqual: (one: number, other: number) => boolean): Promise<[number, number]> {
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  const best: [number, number] = [Infinity, Infinity]
  for (let round = 0; round < mostRounds && (round === 0 || !isEqual(...best)); round++) {
    best[0] = Math.min(best[0], await timed(one))
    best[1] = Math.min(best[1], await timed(other))
  }
  return best
}
