import { open, seal, type Sealed } from '@/lib/auth/secret-box'

export type PromptText = { prompt: string; answer: string; isTruncated: boolean }

/** Longer prompts and answers are cut off here. */
const mostCharacters = 262_144

const contextOf = (clientId: string, id: string): string => `PromptRecord/${clientId}/${id}`

/** Seals what was asked and answered; bound to its request, so that it opens nowhere else. */
export function sealPrompt(clientId: string, id: string, prompt: unknown, answer: string): Sealed {
  const whole = JSON.stringify(prompt ?? null)
  const text: PromptText = { prompt: whole.slice(0, mostCharacters), answer: answer.slice(0, mostCharacters), isTruncated: whole.length > mostCharacters || answer.length > mostCharacters }
  return seal(JSON.stringify(text), contextOf(clientId, id))
}

export const openPrompt = (clientId: string, id: string, ciphertext: Uint8Array, keyId: string): PromptText =>
  JSON.parse(open(ciphertext, keyId, contextOf(clientId, id))) as PromptText

/** The prompt as it was sent; a text that was cut off stays text. */
export function parsedPrompt(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
