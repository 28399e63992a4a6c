import { Refusal, requireDifferent } from './refusal.ts'

/** Prices and amounts are whole fen. */
export interface QuotedItem {
  readonly name: string
  readonly price: number
}

export interface Quotation {
  readonly bidder: string
  readonly items: readonly QuotedItem[]
  readonly total: number
}

export interface PlanVersion {
  readonly text: string
  readonly amount?: number | undefined
  readonly quotations: readonly Quotation[]
}

/** @throws Refusal where it is more than can be said exactly */
export function totalOf(items: readonly QuotedItem[]): number {
  const total = items.reduce((sum, { price }) => sum + BigInt(price), 0n)
  if (total > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Refusal('amount-too-large', `A quotation comes to ${Number.MAX_SAFE_INTEGER} fen at most.`)
  return Number(total)
}

/** @throws Refusal where a bidder, or an item of one of them, is there twice: two versions are compared by these names */
export function requireComparable(quotations: readonly Omit<Quotation, 'total'>[]): void {
  const bidders = quotations.map(({ bidder }) => bidder)
  requireDifferent('bidder', bidders)
  for (const { items } of quotations) requireDifferent('item', namesOf(items))
}

const namesOf = (items: readonly QuotedItem[]) => items.map(({ name }) => name)

/** Two values of what is in both versions or in one of them. */
export interface Both<Value> {
  readonly from?: Value
  readonly to?: Value
}

export interface ComparedAmount extends Both<number> {
  readonly difference?: number
}

export interface ComparedQuotation {
  readonly bidder: string
  readonly total: ComparedAmount
  readonly items: readonly (ComparedAmount & { readonly name: string })[]
}

export interface Comparison {
  readonly amount: ComparedAmount
  readonly text: { readonly added: readonly string[]; readonly removed: readonly string[] }
  readonly quotations: readonly ComparedQuotation[]
}

/** What changed from one version of a plan to another; bidders and items in the order of the newer one, then those that are gone. */
export function compare(from: PlanVersion, to: PlanVersion): Comparison {
  const [before, after] = [from.text.split('\n'), to.text.split('\n')]
  return {
    amount: amounts(from.amount, to.amount),
    text: { added: without(after, before), removed: without(before, after) },
    quotations: joined(from.quotations, to.quotations, ({ bidder }) => bidder).map(([bidder, old, young]) => ({
      bidder,
      total: amounts(old?.total, young?.total),
      items: joined(old?.items ?? [], young?.items ?? [], ({ name }) => name).map(([name, was, is]) => ({
        name,
        ...amounts(was?.price, is?.price),
      })),
    })),
  }
}

const amounts = (from: number | undefined, to: number | undefined): ComparedAmount => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(from !== undefined && to !== undefined && { difference: to - from }),
})

/** The lines that are not among the others, each as often as there are more of it. A line that only moved is no change. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    if (count > 0) left.set(line, count - 1)
    return count === 0 && line.trim() !== ''
  })
}

function joined<Item>(
  from: readonly Item[],
  to: readonly Item[],
  nameOf: (item: Item) => string,
): [name: string, from: Item | undefined, to: Item | undefined][] {
  const [before, after] = [from, to].map((items) => new Map(items.map((item) => [nameOf(item), item])))
  return [...new Set([...to, ...from].map(nameOf))].map((name) => [name, before!.get(name), after!.get(name)])
}
