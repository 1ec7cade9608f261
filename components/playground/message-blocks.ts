/** A part of a message: what is said, or code in a block of its own. */
export type Block = { kind: 'prose' | 'code'; text: string }
/** A part of a line: plain, `code` or **strong**. */
export type Span = { kind: 'plain' | 'code' | 'strong'; text: string }

const opening = /^\s{0,3}(`{3,}|~{3,})[^`]*$/
const closing = /^\s{0,3}(`{3,}|~{3,})\s*$/

/** Without the empty lines that stood between it and a block of code. */
const trimmed = (lines: readonly string[]): string => lines.join('\n').replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, '')

/** A message cut where its code begins and ends. A block that has no end yet goes to the end: the rest of it is still coming. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let fence: string | null = null
  let lines: string[] = []
  const flush = (kind: Block['kind']): void => {
    const said = kind === 'code' ? lines.join('\n') : trimmed(lines)
    if (said !== '' || (kind === 'code' && lines.length > 0)) blocks.push({ kind, text: said })
    lines = []
  }
  for (const line of text.split('\n')) {
    const mark: string | undefined = (fence === null ? opening : closing).exec(line)?.[1]
    if (mark === undefined || (fence !== null && !mark.startsWith(fence))) {
      lines.push(line)
      continue
    }
    flush(fence === null ? 'prose' : 'code')
    fence = fence === null ? mark : null
  }
  flush(fence === null ? 'prose' : 'code')
  return blocks
}

/** The words of a message with what is marked in them; marks that have no end are letters like others. */
export const spansOf = (text: string): Span[] =>
  text.split(/(`[^`\n]+`|\*\*[^*\s](?:[^*\n]*[^*\s])?\*\*)/).filter((part) => part !== '').map((part): Span => {
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**')) return { kind: 'strong', text: part.slice(2, -2) }
    return { kind: 'plain', text: part }
  })

const rightToLeft = /([\p{Script=Arabic}\p{Script=Hebrew}](?:[^\n"'`;(){}[\]<>=,/#]*[\p{Script=Arabic}\p{Script=Hebrew}])?)/u

/** Code in turns: what runs from left to right, and words of Arabic or Hebrew in it, which must not turn the signs between them around. */
export const turnsOf = (code: string): string[] => code.split(rightToLeft)
