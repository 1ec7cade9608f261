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
     * @returns {{ text: string, stopped: string | null }} what may be shown now, and the stop that was met
     */
    push(piece) {
      held += piece
      const met = stops.map((stop) => ({ stop, place: held.indexOf(stop) })).filter(({ place }) => place >= 0).sort((a, b) => a.place - b.place)
      if (met.length > 0) return { text: held.slice(0, met[0].place), stopped: met[0].stop }
      const split = held.length - doubtful()
      const text = held.slice(0, split)
      held = held.slice(split)
      return { text, stopped: null }
    },
    /** What is left once the model has finished. */
    end() {
      return trimEnd ? held.trimEnd() : held
    },
  }
}
