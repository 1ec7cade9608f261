/** `MTX-2026-000001`: the seller's prefix, the year of the document, and the seller's own running number. */
export const documentNumber = (prefix: string, issuedAt: Date, sequence: number): string =>
  `${prefix}-${issuedAt.getUTCFullYear()}-${String(sequence).padStart(6, '0')}`
