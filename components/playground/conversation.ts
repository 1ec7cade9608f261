/** Why an answer did not come, in words already translated by the server. */
export type Problem = { code: string; message: string; requestId?: string; retryAfterSeconds?: number }

/** What the request cost, as the gateway settled it. `costPicos`: 1e-12 of the major unit. */
export type Receipt = { inputTokens: number; outputTokens: number; costPicos: bigint | null; isEstimated: boolean }

export type AnswerState = 'running' | 'done' | 'stopped' | 'failed'

export type Answer = {
  state: AnswerState
  text: string
  /** What the model thought before it answered, where it tells. Never sent back to it. */
  thought?: string
  model: string
  requestId?: string
  problem?: Problem
  receipt?: Receipt
  firstTokenMs?: number
  totalMs?: number
}

/** One message of the person and what each column answered; an answer is absent until that column ran. */
export type Turn = { id: string; prompt: string; answers: (Answer | undefined)[] }

/** Generation settings; null leaves the model's own default in force. */
export type Settings = {
  temperature: number | null
  topP: number | null
  maxTokens: number | null
  /** Texts at which the answer ends; at most four. */
  stop: string[]
  seed: number | null
  /** Whether the answer is to be a JSON object. */
  isJson: boolean
  presencePenalty: number | null
  frequencyPenalty: number | null
}

/** `columns` holds the model of each column: one, or two when comparing. */
export type Conversation = { system: string; turns: Turn[]; columns: string[]; settings: Settings }

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }

/** `append`, `appendThought`: what came since. */
export type AnswerChange = Partial<Answer> & { append?: string; appendThought?: string }

export type ConversationAction =
  | { type: 'system'; text: string }
  | { type: 'model'; column: number; model: string }
  | { type: 'compare'; model: string }
  | { type: 'single'; keep: number }
  | { type: 'settings'; settings: Partial<Settings> }
  | { type: 'ask'; id: string; prompt: string }
  | { type: 'editPrompt'; turn: string; text: string }
  | { type: 'editAnswer'; turn: string; column: number; text: string }
  | { type: 'removeTurn'; turn: string }
  | { type: 'removeAnswer'; turn: string; column: number }
  | { type: 'answer'; turn: string; column: number; change: AnswerChange }
  | { type: 'start'; turn: string; column: number; model: string }
  | { type: 'clear' }
  | { type: 'load'; conversation: Conversation }

export const emptySettings: Settings = { temperature: null, topP: null, maxTokens: null, stop: [], seed: null, isJson: false, presencePenalty: null, frequencyPenalty: null }

export const startConversation = (model: string, settings: Settings = emptySettings): Conversation => ({
  system: '', turns: [], columns: [model], settings,
})

/** An id that no turn of the conversation has, also after some were removed. */
export const newTurnId = ({ turns }: Conversation): string =>
  `turn-${turns.reduce((most, { id }) => Math.max(most, Number(/^turn-(\d{1,9})$/.exec(id)?.[1] ?? 0)), 0) + 1}`

const changeTurn = (state: Conversation, id: string, change: (turn: Turn) => Turn): Conversation => ({
  ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)),
})

function changeAnswer(turn: Turn, column: number, change: (answer: Answer | undefined) => Answer | undefined): Turn {
  const answers = [...turn.answers]
  answers[column] = change(answers[column])
  return { ...turn, answers }
}

function applyToAnswer(answer: Answer | undefined, change: AnswerChange): Answer | undefined {
  if (!answer) return undefined
  const { append = '', appendThought, ...rest } = change
  return { ...answer, ...rest, text: (rest.text ?? answer.text) + append, ...(appendThought === undefined ? {} : { thought: (answer.thought ?? '') + appendThought }) }
}

function compare(state: Conversation, model: string): Conversation {
  return { ...state, columns: [state.columns[0] ?? model, model] }
}

function single(state: Conversation, keep: number): Conversation {
  return {
    ...state,
    columns: [state.columns[keep] ?? ''],
    turns: state.turns.map((turn) => ({ ...turn, answers: [turn.answers[keep]] })),
  }
}

/** The whole conversation as one value, so that two streams can write into it without racing each other. */
export function conversationReducer(state: Conversation, action: ConversationAction): Conversation {
  switch (action.type) {
    case 'system': return { ...state, system: action.text }
    case 'model': return { ...state, columns: state.columns.map((model, i) => (i === action.column ? action.model : model)) }
    case 'compare': return compare(state, action.model)
    case 'single': return single(state, action.keep)
    case 'settings': return { ...state, settings: { ...state.settings, ...action.settings } }
    case 'ask': return { ...state, turns: [...state.turns, { id: action.id, prompt: action.prompt, answers: [] }] }
    case 'editPrompt': return changeTurn(state, action.turn, (turn) => ({ ...turn, prompt: action.text }))
    case 'editAnswer': return changeTurn(state, action.turn, (turn) => changeAnswer(turn, action.column, (answer) => applyToAnswer(answer, { text: action.text })))
    case 'removeTurn': return { ...state, turns: state.turns.filter((turn) => turn.id !== action.turn) }
    case 'removeAnswer': return changeTurn(state, action.turn, (turn) => changeAnswer(turn, action.column, () => undefined))
    case 'answer': return changeTurn(state, action.turn, (turn) => changeAnswer(turn, action.column, (answer) => applyToAnswer(answer, action.change)))
    case 'start': return changeTurn(state, action.turn, (turn) => changeAnswer(turn, action.column, () => ({ state: 'running', text: '', model: action.model })))
    case 'clear': return { ...state, turns: [] }
    case 'load': return action.conversation
  }
}

/** What column `column` is sent to answer `turn`: everything above it, without answers that failed or are empty. */
export function messagesFor(state: Conversation, column: number, turnId: string): ChatMessage[] {
  const messages: ChatMessage[] = state.system.trim() ? [{ role: 'system', content: state.system }] : []
  for (const turn of state.turns) {
    messages.push({ role: 'user', content: turn.prompt })
    if (turn.id === turnId) break
    const text = turn.answers[column]?.text
    if (text) messages.push({ role: 'assistant', content: text })
  }
  return messages
}

export const isRunning = (state: Conversation): boolean =>
  state.turns.some((turn) => turn.answers.some((answer) => answer?.state === 'running'))

/** Answers that were stopped and whose cost is not known yet. */
export const unsettled = ({ turns }: Conversation): { turn: string; column: number; requestId: string }[] =>
  turns.flatMap(({ id, answers }) => answers.flatMap((answer, column) =>
    answer?.state === 'stopped' && !answer.receipt && answer.requestId !== undefined ? [{ turn: id, column, requestId: answer.requestId }] : []))
