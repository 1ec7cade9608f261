/** What a spreadsheet would take for a formula at the start of a cell. */
const formulaStart = /^[=+\-@\t\r]/

/** One cell (RFC 4180). Text that a spreadsheet would run is led by an apostrophe; exact numbers stay numbers. */
export function csvCell(value: string | null): string {
  const text = value ?? ''
  const safe = formulaStart.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line with its end. */
export const csvRow = (cells: readonly (string | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`
