const isLive = process.stdout.isTTY === true

/** Runs one step of the start and prints it in one line with its seconds; on a terminal the line is there while it runs. */
export async function step(label, work) {
  const from = performance.now()
  const seconds = () => `${((performance.now() - from) / 1000).toFixed(1)} s`
  const show = (mark, tail) => process.stdout.write(`${isLive ? '\r\x1b[2K' : ''}${mark} ${label.padEnd(34)} ${tail}`)
  const timer = isLive ? setInterval(() => show('…', seconds()), 200) : undefined
  if (isLive) show('…', '')
  try {
    const result = await work()
    show('✓', `${seconds()}\n`)
    return result
  } catch (error) {
    show('✗', `${seconds()}\n`)
    throw error
  } finally {
    clearInterval(timer)
  }
}
