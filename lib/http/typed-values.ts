/** A token is secret, numbers of tokens are not. */
const secretFields = /password|secret|token$/i

/** What was typed, given back so that nothing is lost; secrets are typed again. */
export function typedValues(form: FormData): Record<string, string> {
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts.filter(([key]) => !key.startsWith('$') && !secretFields.test(key)))
}
