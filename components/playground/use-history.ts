'use client'
import { useEffect, useRef, useState } from 'react'
import type { Conversation } from './conversation'
import { changeKept, HistoryError, keep } from './history-api'
import { HistoryWriter, type SaveState } from './history-writer'
import { toSaved } from './saved-conversation'

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

function showInAddress(id: string | undefined): void {
  const url = new URL(location.href)
  url.searchParams.delete('model')
  if (id) url.searchParams.set('c', id)
  else url.searchParams.delete('c')
  if (url.href !== location.href) window.history.replaceState(null, '', url)
}

/** Writes the conversation down whenever an answer has ended or something was edited. */
export function useHistory(conversation: Conversation, isRunning: boolean, start: { id: string | undefined; isOn: boolean }): History {
  const [shown, setShown] = useState<{ id: string | undefined; state: SaveState }>({ id: start.id, state: 'idle' })
  const [isOn, setOn] = useState(start.isOn)
  const [writer] = useState(() => new HistoryWriter(store, (state, id) => {
    setShown({ id, state })
    showInAddress(id)
  }, { id: start.id, conversation }))

  useEffect(() => {
    if (!isOn || isRunning || !writer.needs(conversation)) return
    const timer = setTimeout(() => writer.write(conversation), restMs)
    return () => clearTimeout(timer)
  }, [conversation, isRunning, isOn, writer])

  // Whoever leaves the page within the rest loses nothing either; the next page keeps its own address.
  const latest = useRef({ conversation, isOn })
  useEffect(() => { latest.current = { conversation, isOn } })
  useEffect(() => {
    const keepNow = (): void => {
      const last = latest.current
      if (last.isOn && writer.needs(last.conversation)) void store(writer.id, last.conversation).catch(() => undefined)
    }
    // Loaded anew or closed, also amid an answer; a page that may come back as it was has nothing to lose.
    const leave = ({ persisted }: PageTransitionEvent): void => { if (!persisted) keepNow() }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      keepNow()
    }
  }, [writer])

  return {
    id: shown.id, state: isOn ? shown.state : 'off', isOn, setOn,
    follow: (id, as) => {
      if (isOn && writer.needs(conversation)) writer.write(conversation)
      writer.follow(id, as)
    },
    forget: () => writer.forget(conversation),
  }
}

/** What was deleted elsewhere is kept anew. @returns its id */
async function store(id: string | undefined, conversation: Conversation): Promise<string> {
  const content = toSaved(conversation)
  if (id === undefined) return (await keep(content)).id
  try {
    return (await changeKept(id, { content })).id
  } catch (error) {
    if (error instanceof HistoryError && error.code === 'not_found') return (await keep(content)).id
    throw error
  }
}
