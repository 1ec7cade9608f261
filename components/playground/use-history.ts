'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation } from './conversation'
import { changeKept, HistoryError, keep } from './history-api'
import { isWorthKeeping, toSaved } from './saved-conversation'

export type SaveState = 'off' | 'idle' | 'saving' | 'saved' | 'tooLarge' | 'failed'

export type History = {
  id: string | undefined
  state: SaveState
  /** Carries on with another conversation (undefined: a new one); what is left behind is written down first. */
  follow: (id: string | undefined, conversation: Conversation) => void
  /** What is on the screen was deleted: it is written down again only when it goes on. */
  forget: () => void
  setOn: (isOn: boolean) => void
  isOn: boolean
}

/** After this long without a change the conversation is written down. */
const restMs = 600

/** Where a conversation is written, and what was written there last. */
type Target = { id: string | undefined; written: Conversation; isForgotten?: true }

function showInAddress(id: string | undefined): void {
  const url = new URL(location.href)
  url.searchParams.delete('model')
  if (id) url.searchParams.set('c', id)
  else url.searchParams.delete('c')
  window.history.replaceState(null, '', url)
}

const isDirty = (target: Target, conversation: Conversation): boolean => conversation !== target.written && isWorthKeeping(conversation)

/** Writes the conversation down whenever an answer has ended or something was edited; one write at a time, in order. */
export function useHistory(conversation: Conversation, isRunning: boolean, start: { id: string | undefined; isOn: boolean }): History {
  const [id, setId] = useState(start.id)
  const [isOn, setOn] = useState(start.isOn)
  const [state, setState] = useState<SaveState>('idle')
  const target = useRef<Target>({ id: start.id, written: conversation })
  const queue = useRef<Promise<void>>(Promise.resolve())

  const write = useCallback((to: Target, what: Conversation): void => {
    const isShown = (): boolean => target.current === to
    queue.current = queue.current.then(async () => {
      if (to.isForgotten || to.written === what) return
      if (isShown()) setState('saving')
      try {
        to.id = await store(to.id, what)
        if (!isShown()) return
        setId(to.id)
        setState('saved')
        showInAddress(to.id)
      } catch (error) {
        if (isShown()) setState(error instanceof HistoryError && error.problem.code === 'payload_too_large' ? 'tooLarge' : 'failed')
      } finally {
        to.written = what
      }
    })
  }, [])

  const begin = (next: Target): void => {
    target.current = next
    setId(next.id)
    setState('idle')
    showInAddress(next.id)
  }

  useEffect(() => {
    if (!isOn || isRunning || !isDirty(target.current, conversation)) return
    const timer = setTimeout(() => write(target.current, conversation), restMs)
    return () => clearTimeout(timer)
  }, [conversation, isRunning, isOn, write])

  // Whoever leaves the page within the rest loses nothing either.
  const latest = useRef({ conversation, isOn })
  useEffect(() => { latest.current = { conversation, isOn } })
  useEffect(() => () => {
    const { conversation: last, isOn: wasOn } = latest.current
    if (wasOn && isDirty(target.current, last)) write(target.current, last)
  }, [write])

  return {
    id, isOn, setOn,
    state: isOn ? state : 'off',
    follow: (next, as) => {
      if (isOn && isDirty(target.current, conversation)) write(target.current, conversation)
      begin({ id: next, written: as })
    },
    forget: () => {
      target.current.isForgotten = true
      begin({ id: undefined, written: conversation })
    },
  }
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
