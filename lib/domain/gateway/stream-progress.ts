import { systemClock } from '@/lib/kernel/clock'
import type { TokenCounts } from '@/lib/kernel/rate'
import type { Admitted } from './admit'
import { saidIn } from './answer-text'
import { guessTokens, tokensOfPiece } from './count-tokens'
import { choiceCount } from './request'
import type { Usage } from './settle'
import { reportedUsage, usageOf } from './usage-in'

type Chunk = Record<string, unknown>

/** No token is this long on average: a server that sends more ignores the limit it was given. */
const longestAverageToken = 32
/** Fewer letters a piece than this: the server sends letters, not tokens. */
const leastPieceLength = 1.5
const fewPieces = 20

/** What has been seen of a stream: enough to bill it wherever it ends. */
export class StreamProgress {
  firstTokenMs: number | null = null
  isDone = false
  private usage: TokenCounts | undefined
  private said = ''
  private pieces = 0
  private counted = 0
  private countedAtUsage = 0
  private finishReasons = 0

  constructor(private readonly admitted: Admitted, private readonly server: string) {}

  /** Takes note of one chunk. */
  note(chunk: Chunk): void {
    const choices = Array.isArray(chunk.choices) ? chunk.choices : []
    for (const choice of choices) this.noteChoice(choice)
    const usage = reportedUsage(chunk.usage)
    if (!usage) return
    this.usage = usage
    this.countedAtUsage = this.counted
    if (choices.length === 0) this.isDone = true
  }

  private noteChoice(choice: unknown): void {
    if (typeof choice === 'object' && choice !== null && Reflect.get(choice, 'finish_reason')) this.finishReasons += 1
    this.noteWords(saidIn(choice))
  }

  /** Takes note of a piece of the answer. */
  noteWords(piece: string): void {
    if (piece === '') return
    this.firstTokenMs ??= this.sinceStart()
    this.pieces += 1
    this.counted += tokensOfPiece(piece)
    this.said += piece
  }

  sinceStart(): number {
    return systemClock.now().getTime() - this.admitted.startedAt.getTime()
  }

  /** Whether the server has said all it wanted to. */
  get isComplete(): boolean {
    return this.isDone || this.finishReasons >= choiceCount(this.admitted.request)
  }

  /** Whether anything came that is worth money. */
  get isBegun(): boolean {
    return this.pieces > 0 || this.usage !== undefined
  }

  /** Whether the server runs on far past the limit it was given. */
  get isRunaway(): boolean {
    return this.said.length > longestAverageToken * this.admitted.hold.outputTokens + 4_096
  }

  get answer(): string {
    return this.said
  }

  private outputTokens(): number {
    const isLetters = this.pieces >= fewPieces && this.said.length / this.pieces < leastPieceLength
    return isLetters ? guessTokens(this.said) : this.counted
  }

  /** What is billed for what came so far. */
  billed(): Usage {
    const since = this.isComplete ? 0 : this.counted - this.countedAtUsage
    return usageOf(this.admitted, this.server, this.usage, () => this.outputTokens(), since)
  }
}
