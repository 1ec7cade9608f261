/** Where a sentence ends, in both languages; what reduced motion waits for. */
const sentenceEnd = /[.!?؟。\n](?=\s|$)(?![\s\S]*[.!?؟。\n](?=\s|$))/

/** How much of `text` may be shown now: whole sentences only. */
export function wholeSentences(text: string): number {
  const match = sentenceEnd.exec(text)
  return match ? match.index + 1 : 0
}

/**
 * Collects streamed text and hands it on at most once a frame, so that a fast model costs one render a frame and not one
 * a token. With reduced motion it hands on whole sentences. `end` hands on the rest at once.
 */
export function textBuffer(show: (text: string) => void, bySentence: boolean): { add: (text: string) => void; end: () => void } {
  let waiting = ''
  let frame: number | undefined
  const flush = (length: number): void => {
    if (length === 0) return
    const text = waiting.slice(0, length)
    waiting = waiting.slice(length)
    show(text)
  }
  return {
    add: (text) => {
      waiting += text
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        flush(bySentence ? wholeSentences(waiting) : waiting.length)
      })
    },
    end: () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
      flush(waiting.length)
    },
  }
}
