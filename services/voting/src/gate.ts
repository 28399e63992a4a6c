/** Lets so many through at once; the others wait in their order, and nobody is sent away. */
export class Gate {
  private inside = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly most: number) {}

  async through<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inside >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.inside++
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      // The place goes from one to the next.
      if (next) next()
      else this.inside--
    }
  }
}
