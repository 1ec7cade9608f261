/** Fails loudly when an internal invariant is broken; never for user input (throw a DomainError there). */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}

/** Narrows away null and undefined, naming what was missing. */
export function required<T>(value: T | null | undefined, name: string): T {
  assert(value !== null && value !== undefined, `${name} is missing`)
  return value
}

/** Makes a switch exhaustive: the compiler refuses a forgotten case. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${String(value)}`)
}
