'use client'

import { useCallback, useEffect, useReducer, useRef } from 'react'
import { conversationReducer, isRunning, messagesFor, newTurnId, unsettled, type AnswerChange, type Conversation, type ConversationAction } from './conversation'
import { receiptAfterStop } from './receipt-after-stop'
import { streamChat } from './stream-chat'
import { textBuffer } from './text-buffer'

export type Playground = {
  conversation: Conversation
  running: boolean
  change: (action: ConversationAction) => void
  /** Sends a new message to every column. */
  ask: (prompt: string) => void
  /** Asks again for one answer, or for every column's answer of that turn. */
  retry: (turn: string, column?: number) => void
  stop: () => void
}

type Urls = { playground: string; generation: (id: string) => string }

const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The playground's state and its running requests. Leaving the page stops them. */
export function usePlayground(urls: Urls, start: Conversation): Playground {
  const [conversation, dispatch] = useReducer(conversationReducer, start)
  const running = useRef(new Set<AbortController>())

  const stop = useCallback(() => {
    for (const request of running.current) request.abort()
  }, [])
  useEffect(() => stop, [stop])

  // Also what was stopped before the page was loaded anew: it was settled when its server had ended.
  const lookedUp = useRef(new Set<string>())
  useEffect(() => {
    for (const { turn, column, requestId } of unsettled(conversation)) {
      if (lookedUp.current.has(requestId)) continue
      lookedUp.current.add(requestId)
      void receiptAfterStop(urls.generation(requestId)).then((receipt) => { if (receipt) dispatch({ type: 'answer', turn, column, change: { receipt } }) })
    }
  }, [conversation, urls])

  /** Runs one column; `state` is the conversation as it is sent, whatever is edited meanwhile. */
  async function runColumn(state: Conversation, turn: string, column: number): Promise<void> {
    const columnModel = state.columns[column]
    if (columnModel === undefined) return
    const stopper = new AbortController()
    running.current.add(stopper)
    const change = (fields: AnswerChange): void => dispatch({ type: 'answer', turn, column, change: fields })
    const buffer = textBuffer((text) => change({ append: text }), prefersReducedMotion())
    const thoughts = textBuffer((text) => change({ appendThought: text }), prefersReducedMotion())
    let isFirst = true
    const hear = (to: typeof buffer) => (text: string, firstTokenMs: number): void => {
      to.add(text)
      if (isFirst) change({ firstTokenMs })
      isFirst = false
    }
    dispatch({ type: 'start', turn, column, model: columnModel })
    const end = await streamChat(
      urls.playground,
      { model: columnModel, messages: messagesFor(state, column, turn), settings: state.settings },
      {
        onRequestId: (requestId) => change({ requestId }),
        onText: hear(buffer),
        onThought: hear(thoughts),
      },
      stopper.signal,
    )
    thoughts.end()
    buffer.end()
    running.current.delete(stopper)
    change(end)
  }

  function runTurn(state: Conversation, turn: string, columns: number[]): void {
    for (const column of columns) void runColumn(state, turn, column)
  }

  return {
    conversation,
    running: isRunning(conversation),
    change: dispatch,
    ask: (prompt) => {
      const action = { type: 'ask', id: newTurnId(conversation), prompt } as const
      dispatch(action)
      runTurn(conversationReducer(conversation, action), action.id, conversation.columns.map((_, column) => column))
    },
    retry: (turn, column) => runTurn(conversation, turn, column === undefined ? conversation.columns.map((_, one) => one) : [column]),
    stop,
  }
}
