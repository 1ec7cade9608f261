/** Cuts generated text at stop strings, also when one arrives in pieces. */

/** How many characters at the end of `text` could be the beginning of `stop`. */
function overlap(text, stop) {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length
  }
  return 0
}

/**
 * @param {string[]} stops
 * @param {{ trimEnd?: boolean }} [options] trimEnd leaves out white space at the very end
 */
export function createTextFilter(stops, { trimEnd = false } = {}) {
  let held = ''

  /** Length of the tail that must wait for more text. */
  const doubtful = () => {
    const blank = trimEnd ? held.length - held.trimEnd().length : 0
    return Math.max(blank, ...stops.map((stop) => overlap(held, stop)))
  }

  return {
    /**
     * Takes the next piece of text.
     * @returns {{ text: string, stopped: boolean }} what may be shown now
     */
    push(piece) {
      held += piece
      const places = stops.map((stop) => held.indexOf(stop)).filter((place) => place >= 0)
      if (places.length > 0) return { text: held.slice(0, Math.min(...places)), stopped: true }
      const split = held.length - doubtful()
      const text = held.slice(0, split)
      held = held.slice(split)
      return { text, stopped: false }
    },
    /** What is left once the model has finished. */
    end() {
      return trimEnd ? held.trimEnd() : held
    },
  }
}
