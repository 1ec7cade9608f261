/**
 * Turns messages into tokens. Control tokens come from here alone: message text
 * is always tokenised as plain text, so `<|im_end|>` inside it means nothing.
 */

const ROLE = { user: 'user', system: 'system', assistant: 'model' }

/** The id of a control token, or null when the model has none of that name. */
function controlToken(model, text) {
  const tokens = model.tokenize(text, true)
  return tokens.length === 1 ? tokens[0] : null
}

/** The token that a text begins with, for models that want one. */
export function openingTokens(model) {
  return model.tokens.shouldPrependBosToken ? [model.tokens.bos] : []
}

/** Writes the ChatML form that the house model was trained on. */
function chatMl(model, start, end) {
  const text = (value) => model.tokenize(value, false)
  const newline = text('\n')
  return (messages) => {
    const tokens = openingTokens(model)
    for (const { role, content } of messages) {
      tokens.push(start, ...text(`${role}\n${content}`), end, ...newline)
    }
    return [...tokens, start, ...text('assistant\n')]
  }
}

/** Uses the template that a foreign GGUF file brings along. */
function foreignTemplate(model, wrapper) {
  return (messages) => {
    const chatHistory = messages.map(({ role, content }) =>
      role === 'assistant' ? { type: 'model', response: [content] } : { type: ROLE[role], text: content },
    )
    if (chatHistory.at(-1).type !== 'model') chatHistory.push({ type: 'model', response: [] })
    const tokens = wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer)
    return tokens[0] === model.tokens.bos ? tokens : [...openingTokens(model), ...tokens]
  }
}

/**
 * @param {import('node-llama-cpp').LlamaModel} model
 * @param {(model: import('node-llama-cpp').LlamaModel) => import('node-llama-cpp').ChatWrapper} resolveWrapper
 * @returns {(messages: { role: string, content: string }[]) => number[]}
 */
export function createPromptWriter(model, resolveWrapper) {
  const start = controlToken(model, '<|im_start|>')
  const end = controlToken(model, '<|im_end|>')
  if (start !== null && end !== null) return chatMl(model, start, end)
  return foreignTemplate(model, resolveWrapper(model))
}
