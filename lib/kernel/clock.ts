/** The only source of "now" inside the domain, so that a year of billing replays in seconds. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands at `instant` until it is told to move. */
export class FixedClock implements Clock {
  constructor(private instant: Date) {}

  now(): Date {
    return new Date(this.instant)
  }

  set(instant: Date): void {
    this.instant = instant
  }

  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds)
  }
}

export const seconds = (count: number): number => count * 1_000
export const minutes = (count: number): number => count * 60_000
export const hours = (count: number): number => count * 3_600_000
export const days = (count: number): number => count * 86_400_000

/** `instant` moved by `milliseconds` (negative moves back). */
export const plus = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds)
