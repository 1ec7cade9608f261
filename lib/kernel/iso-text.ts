const heads = new Map<number, string>()
const mostHeads = 32

/** An instant as toISOString writes it. Instants of a second share all but its parts, and writing all of it anew costs several times as much. */
export function isoText(instant: Date): string {
  const ms = instant.getTime()
  const second = Math.floor(ms / 1_000)
  let head = heads.get(second)
  if (head === undefined) {
    if (heads.size >= mostHeads) heads.clear()
    heads.set(second, head = instant.toISOString().slice(0, -4))
  }
  const parts = ms - second * 1_000
  return `${head}${parts < 10 ? '00' : parts < 100 ? '0' : ''}${parts}Z`
}
