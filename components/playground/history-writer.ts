import type { Conversation } from './conversation'
import { isWorthKeeping } from './saved-conversation'

export type SaveState = 'off' | 'idle' | 'saving' | 'saved' | 'copied' | 'tooLarge' | 'failed'

/** Where a conversation is kept, and which of its versions is known here. */
export type Place = { id: string; version: number }
/** Writes a conversation in its place, or anew. @returns its place now (`isCopy`: another one, because somebody else wrote there); rejects with a `code` when it is refused */
export type Store = (place: Place | undefined, conversation: Conversation) => Promise<Place & { isCopy?: boolean }>
type Told = (state: SaveState, id: string | undefined) => void

/** Where a conversation is written, what was written there last and what is just being written. `isLeftover`: it was deleted and is still on the screen; `isCopy`: it goes on beside another page's. */
type Target = { place: Place | undefined; written: Conversation; writing?: Conversation; isForgotten?: true; isLeftover?: true; isCopy?: boolean }

/** Whether nothing was said since; what an answer cost may still have come. */
const saysTheSame = ({ turns }: Conversation, before: Conversation): boolean =>
  turns.length === before.turns.length && turns.every(({ prompt, answers }, i) => prompt === before.turns[i]?.prompt && answers.every((answer, column) => answer?.text === before.turns[i]?.answers[column]?.text))

/**
 * Writes conversations down in order, one at a time. Each has a target of its own, so that what is still under way for
 * one never ends up in another. `told` hears only of the one that is on the screen.
 */
export class HistoryWriter {
  private target: Target
  private queue: Promise<void> = Promise.resolve()

  constructor(private readonly store: Store, private readonly told: Told, start: { place: Place | undefined; conversation: Conversation }) {
    this.target = { place: start.place, written: start.conversation }
  }

  /** Where what is on the screen is kept, once it is. */
  get place(): Place | undefined {
    return this.target.place
  }

  /** Whether this, being on the screen, holds more than was written. */
  needs(conversation: Conversation): boolean {
    const { written, writing, isLeftover } = this.target
    return conversation !== written && conversation !== writing && isWorthKeeping(conversation) && !(isLeftover && saysTheSame(conversation, written))
  }

  /** Writes what is on the screen. */
  write(what: Conversation): void {
    const to = this.target
    const tell = (state: SaveState): void => { if (this.target === to) this.told(state, to.place?.id) }
    this.queue = this.queue.then(async () => {
      if (to.isForgotten || to.written === what) return
      tell('saving')
      to.writing = what
      try {
        const { isCopy, ...place } = await this.store(to.place, what)
        to.place = place
        to.isCopy ||= isCopy === true
        tell(to.isCopy ? 'copied' : 'saved')
      } catch (error) {
        tell(error instanceof Error && Reflect.get(error, 'code') === 'payload_too_large' ? 'tooLarge' : 'failed')
      } finally {
        to.written = what // what was refused is tried again with the next change, not before
        delete to.writing
        delete to.isLeftover
      }
    })
  }

  /** Another conversation is on the screen from now on, as it is. */
  follow(place: Place | undefined, conversation: Conversation): void {
    this.target = { place, written: conversation }
    this.told('idle', place?.id)
  }

  /** What is on the screen was deleted: it is written, anew, only when it goes on. */
  forget(conversation: Conversation): void {
    this.target.isForgotten = true
    this.follow(undefined, conversation)
    this.target.isLeftover = true
  }

  /** Resolves when everything that was to be written is. */
  settled(): Promise<void> {
    return this.queue
  }
}
