'use client'
import { useEffect, useRef, useState } from 'react'
import type { Conversation } from './conversation'
import { changeKept, HistoryError, keep } from './history-api'
import { HistoryWriter, type Place, type SaveState, type Store } from './history-writer'
import { toSaved } from './saved-conversation'

export type History = {
  id: string | undefined
  state: SaveState
  /** Carries on with another conversation (undefined: a new one); what is left behind is written down first. */
  follow: (place: Place | undefined, conversation: Conversation) => void
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
export function useHistory(conversation: Conversation, isRunning: boolean, start: { place: Place | undefined; isOn: boolean }): History {
  const [shown, setShown] = useState<{ id: string | undefined; state: SaveState }>({ id: start.place?.id, state: 'idle' })
  const [isOn, setOn] = useState(start.isOn)
  const [store] = useState(newStore)
  const [writer] = useState(() => new HistoryWriter(store, (state, id) => {
    setShown({ id, state })
    showInAddress(id)
  }, { place: start.place, conversation }))

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
      if (last.isOn && writer.needs(last.conversation)) void store(writer.place, last.conversation).catch(() => undefined)
    }
    // Loaded anew or closed, also amid an answer; a page that may come back as it was has nothing to lose.
    const leave = ({ persisted }: PageTransitionEvent): void => { if (!persisted) keepNow() }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      keepNow()
    }
  }, [store, writer])

  return {
    id: shown.id, state: isOn ? shown.state : 'off', isOn, setOn,
    follow: (place, as) => {
      if (isOn && writer.needs(conversation)) writer.write(conversation)
      writer.follow(place, as)
    },
    forget: () => writer.forget(conversation),
  }
}

/** What was deleted elsewhere is kept anew; what another page carried on with meanwhile is kept beside it. */
function newStore(): Store {
  const writer = Math.random().toString(36).slice(2)
  return async (place, conversation) => {
    const content = toSaved(conversation)
    if (place === undefined) return placeOf(await keep(content, writer))
    try {
      const kept = placeOf(await changeKept(place.id, { content, version: place.version, writer }))
      return { ...kept, isCopy: kept.id !== place.id }
    } catch (error) {
      if (error instanceof HistoryError && error.code === 'not_found') return placeOf(await keep(content, writer))
      throw error
    }
  }
}

const placeOf = ({ id, version }: Place): Place => ({ id, version })
