/** So many small parts lie about before they are put together: each costs many times its bytes. */
const mostLoose = 1_024
/** Smaller than this a part is small. */
const smallPart = 4_096

/** The parts of a body as they come, however small its sender made them. */
export class Gathered {
  size = 0
  private readonly blocks: Buffer[] = []
  private loose: Buffer[] = []

  add(part: Buffer): void {
    this.size += part.length
    this.loose.push(part)
    if (part.length >= smallPart || this.loose.length >= mostLoose) this.tidy()
  }

  /** How many pieces are held. */
  get pieces(): number {
    return this.blocks.length + this.loose.length
  }

  whole(): Buffer {
    this.tidy()
    return this.blocks.length === 1 && this.blocks[0] ? this.blocks[0] : Buffer.concat(this.blocks)
  }

  private tidy(): void {
    const [only] = this.loose
    if (only) this.blocks.push(this.loose.length === 1 ? only : Buffer.concat(this.loose))
    this.loose = []
  }
}
