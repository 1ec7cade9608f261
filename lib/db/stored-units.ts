/** A whole number from a `numeric` column, which holds more digits than any integer column. */
export type StoredUnits = { toFixed(digits: number): string }

/** Exactly that number. */
export const unitsOf = (stored: StoredUnits): bigint => BigInt(stored.toFixed(0))
