'use client'
import { useEffect, useRef, useState } from 'react'
import type { Conversation } from './conversation'
import { changeKept, HistoryError, keep } from './history-api'
import { isWorthKeeping, toSaved } from './saved-conversation'

export type SaveState = 'off' | 'idle' | 'saving' | 'saved' | 'tooLarge' | 'failed'

export type History = {
  id: string | undefined
  state: SaveState
  /** Carries on with another conversation, as it is now: nothing is written until it changes. */
  follow: (id: string | undefined, conversation: Conversation) => void
  setOn: (isOn: boolean) => void
  isOn: boolean
}

/** After this long without a change the conversation is written down. */
const restMs = 600

function showInAddress(id: string | undefined): void {
  const url = new URL(location.href)
  url.searchParams.delete('model')
  if (id) url.searchParams.set('c', id)
  else url.searchParams.delete('c')
  window.history.replaceState(null, '', url)
}

/** Writes the conversation down whenever an answer has ended or something was edited; one write at a time, the newest wins. */
export function useHistory(conversation: Conversation, isRunning: boolean, start: { id: string | undefined; isOn: boolean }): History {
  const [id, setId] = useState(start.id)
  const [isOn, setOn] = useState(start.isOn)
  const [state, setState] = useState<SaveState>('idle')
  const current = useRef(start.id)
  const written = useRef(conversation)
  const queue = useRef<Promise<void>>(Promise.resolve())

  const follow = (next: string | undefined, as: Conversation): void => {
    current.current = next
    written.current = as
    setId(next)
    setState('idle')
    showInAddress(next)
  }

  useEffect(() => {
    if (!isOn || isRunning || conversation === written.current || !isWorthKeeping(conversation)) return
    async function write(): Promise<void> {
      const target = current.current
      setState('saving')
      try {
        const saved = await store(target, conversation)
        if (current.current !== target) return // another conversation was opened meanwhile
        written.current = conversation
        current.current = saved
        setId(saved)
        setState('saved')
        showInAddress(saved)
      } catch (error) {
        written.current = conversation
        setState(error instanceof HistoryError && error.problem.code === 'payload_too_large' ? 'tooLarge' : 'failed')
      }
    }
    const timer = setTimeout(() => { queue.current = queue.current.then(write) }, restMs)
    return () => clearTimeout(timer)
  }, [conversation, isRunning, isOn])

  return { id, state: isOn ? state : 'off', follow, setOn, isOn }
}

/** What was deleted elsewhere is kept anew. @returns its id */
async function store(id: string | undefined, conversation: Conversation): Promise<string> {
  const content = toSaved(conversation)
  if (id === undefined) return (await keep(content)).id
  try {
    return (await changeKept(id, { content })).id
  } catch (error) {
    if (error instanceof HistoryError && error.problem.code === 'not_found') return (await keep(content)).id
    throw error
  }
}
