import { isPlainOnceRead, placeholder } from './plain-words'

/** Shorter words are as well looked through. */
const fewLetters = 100

type Message = { content?: unknown }

function onlyMessage({ choices }: { choices?: unknown }): Message | undefined {
  const [choice, ...more] = Array.isArray(choices) ? (choices as ({ message?: unknown } | null)[]) : []
  const message = more.length === 0 ? choice?.message : undefined
  return typeof message === 'object' && message !== null ? message : undefined
}

/**
 * An answer as JSON. Nearly all of it are the words of its one message, which are mostly plain: those are put in as they are. To have
 * them looked through letter by letter takes longer than all the rest.
 */
export function writtenAnswer(answer: object): string {
  const message = onlyMessage(answer)
  const words = message?.content
  if (!message || typeof words !== 'string' || words.length < fewLetters || !isPlainOnceRead(words)) return JSON.stringify(answer)
  message.content = placeholder
  const json = JSON.stringify(answer)
  message.content = words
  const at = json.indexOf(placeholder)
  if (at < 0 || json.includes(placeholder, at + 1)) return JSON.stringify(answer)
  return json.slice(0, at) + words + json.slice(at + placeholder.length)
}
