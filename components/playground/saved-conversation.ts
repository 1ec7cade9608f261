import type { ConversationContent } from '@/lib/domain/playground/schema'
import type { Answer, Conversation, Turn } from './conversation'

type SavedTurn = ConversationContent['turns'][number]
type SavedAnswer = NonNullable<SavedTurn['answers'][number]>

const savedAnswer = ({ problem, receipt, state, ...answer }: Answer): SavedAnswer => ({
  ...answer,
  // What was still running when it was saved had not been answered to its end.
  state: state === 'running' ? 'stopped' : state,
  ...(problem ? { problem: { code: problem.code, message: problem.message.slice(0, 2_000), ...(problem.requestId ? { requestId: problem.requestId } : {}) } } : {}),
  ...(receipt ? { receipt: { ...receipt, costPicos: receipt.costPicos === null ? null : receipt.costPicos.toString() } } : {}),
})

const openedAnswer = ({ problem, receipt, thought, requestId, firstTokenMs, totalMs, ...answer }: SavedAnswer): Answer => ({
  ...answer,
  ...(thought === undefined ? {} : { thought }),
  ...(requestId === undefined ? {} : { requestId }),
  ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
  ...(totalMs === undefined ? {} : { totalMs }),
  ...(problem ? { problem: { code: problem.code, message: problem.message, ...(problem.requestId ? { requestId: problem.requestId } : {}) } } : {}),
  ...(receipt ? { receipt: { ...receipt, costPicos: receipt.costPicos === null ? null : BigInt(receipt.costPicos) } } : {}),
})

/** The conversation as it is kept. */
export const toSaved = ({ system, columns, settings, turns }: Conversation): ConversationContent => ({
  system, columns, settings,
  turns: turns.map(({ id, prompt, answers }): SavedTurn => ({ id, prompt, answers: Array.from(answers, (answer) => (answer ? savedAnswer(answer) : null)) })),
})

/** A kept conversation to carry on with. A model that is no longer offered gives way to `fallback`; `gone` names it. */
export function fromSaved({ columns, turns, ...rest }: ConversationContent, offered: readonly string[], fallback: string): { conversation: Conversation; gone: string[] } {
  const gone = columns.filter((slug) => !offered.includes(slug))
  const opened = turns.map(({ id, prompt, answers }): Turn => ({ id, prompt, answers: answers.map((answer) => (answer ? openedAnswer(answer) : undefined)) }))
  return { conversation: { ...rest, columns: columns.map((slug) => (offered.includes(slug) ? slug : fallback)), turns: opened }, gone }
}

/** Whether there is anything worth keeping: something was asked and at least a part of an answer came. */
export const isWorthKeeping = ({ turns }: Conversation): boolean => turns.some(({ answers }) => answers.some((answer) => answer !== undefined && (answer.text !== '' || answer.thought !== undefined)))
