/** Words out of a text of JSON that stand there as they are. */
export const isPlain = (words: string): boolean => !/["\\\u0000-\u001f]/.test(words)

/** The same of words that were read: half a letter, which stands there as an escape, may be among them. Told by one look, as two would take longer than they spare. */
export const isPlainOnceRead = (words: string): boolean => !/["\\\u0000-\u001f\ud800-\udfff]/.test(words)

/** Stands for words while what is around them is written. Nobody outside knows it. */
export const placeholder = `words-${Math.random().toString(36).slice(2)}-here`
