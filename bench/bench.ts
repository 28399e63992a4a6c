/** One measurement of the platform: `bench/<name>.bench.ts` exports one, as `bench`. */
export interface Bench {
  readonly name: string
  /** In one line: what is measured, and against what. */
  readonly what: string
  run(context: BenchContext): Promise<void>
}

export interface BenchContext extends BenchOptions {
  /** Takes one figure into the table and the JSON lines. */
  report(figure: Figure): void
  /** Says how far it is; the table comes at the end. */
  say(line: string): void
  /** Runs when the bench has ended, the last one first. */
  onEnd(stop: () => unknown): void
}

export interface BenchOptions {
  /** How long a leg lasts. */
  readonly seconds: number
  /** How often floor and product alternate. */
  readonly legs: number
  /** 1 is the whole; 0.1 makes a tenth of whatever a bench loads first. */
  readonly scale: number
}

export interface Figure {
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** What the floor reached, in the same unit, and the median ratio of the pairs. */
  readonly floor?: number
  readonly ratio?: number
  /** About the ratio where there is one, else about the value. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number }
}

/** What a figure's JSON line says, key by key. */
export interface FigureLine {
  readonly bench: string
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly floor: number | null
  readonly ratio: number | null
  readonly goal: string | null
  readonly met: boolean | null
}

export function lineOf(bench: string, { figure, value, unit, floor, ratio, goal }: Figure): FigureLine {
  return {
    bench,
    figure,
    value: rounded(value),
    unit,
    floor: floor === undefined ? null : rounded(floor),
    ratio: ratio === undefined ? null : rounded(ratio),
    goal: goal ? ('atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`) : null,
    met: goal ? isMet(ratio ?? value, goal) : null,
  }
}

const isMet = (reached: number, goal: NonNullable<Figure['goal']>): boolean =>
  'atLeast' in goal ? reached >= goal.atLeast : reached <= goal.atMost

/** Four digits that count. */
const rounded = (value: number): number => Number(value.toPrecision(4))
