type Query = Record<string, string | string[] | undefined>
type Line = { description: string; descriptionAr?: string; quantity: number; unitMinor: bigint; isTaxable: boolean }
type Typed = { description: string; descriptionAr: string; quantity: string; unit: string; isUntaxed: boolean }

/** What the address holds: as it was typed, and as the verb takes it once it is complete. */
export type Order = { rows: Typed[]; dueInDays: string; memo: string; problem: boolean; input: { lines: Line[]; dueInDays: number; memo: string | null } | null }

export const orderRows = 5
const text = (value: string | string[] | undefined): string => ([value].flat()[0] ?? '').trim().slice(0, 200)

/** @param minorOf an amount as people write it, in the client's smallest unit; undefined when it is not one */
export function readOrder(query: Query, minorOf: (text: string) => bigint | undefined): Order {
  const rows = Array.from({ length: orderRows }, (_, at): Typed => ({
    description: text(query[`d${at}`]), descriptionAr: text(query[`a${at}`]), quantity: text(query[`q${at}`]) || '1', unit: text(query[`u${at}`]), isUntaxed: query[`x${at}`] !== undefined,
  }))
  const [memo, dueInDays] = [text(query.memo), /^\d{1,3}$/.test(text(query.due)) ? text(query.due) : '14']
  const filled = rows.filter(({ description, unit }) => description !== '' || unit !== '')
  const lines = filled.flatMap(({ description, descriptionAr, quantity, unit, isUntaxed }): Line[] => {
    const unitMinor = minorOf(unit)
    if (unitMinor === undefined || description === '' || !/^\d{1,6}$/.test(quantity)) return []
    return [{ description, ...(descriptionAr ? { descriptionAr } : {}), quantity: Number(quantity), unitMinor, isTaxable: !isUntaxed }]
  })
  const problem = lines.length < filled.length
  return { rows, dueInDays, memo, problem, input: problem || lines.length === 0 ? null : { lines, dueInDays: Number(dueInDays), memo: memo || null } }
}
