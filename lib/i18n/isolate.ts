/** Money, numbers and ids inside a sentence: they keep their own left-to-right order in Arabic (U+2066 … U+2069). */
export const ltr = (text: string): string => `\u2066${text}\u2069`

/** A name somebody typed, inside a sentence: it takes the direction of its own first letter (U+2068 … U+2069). */
export const isolated = (text: string): string => `\u2068${text}\u2069`
