/** How a line calls what an event names by code or id. */
export interface Names {
  area(code: string | undefined): Promise<string>
  unit(id: string | undefined, area: string | undefined): Promise<string>
  type(code: string | undefined): Promise<string>
}

/** Asks the directory over HTTP, once for each; what it does not know is called by its code. */
export class DirectoryNames implements Names {
  readonly #areas = new Map<string, Promise<string | undefined>>()
  readonly #types = new Map<string, Promise<string | undefined>>()
  readonly #units = new Map<string, string>()
  readonly #unitAreas = new Map<string, Promise<void>>()

  constructor(
    private readonly directory: string,
    private readonly token: () => Promise<string>,
  ) {}

  async area(code: string | undefined): Promise<string> {
    if (!code) return ''
    const name = await once(this.#areas, code, async () => nameOf(await this.#get(`/v1/areas/${code}`)))
    return name ?? code
  }

  async type(code: string | undefined): Promise<string> {
    if (!code) return ''
    const name = await once(this.#types, code, async () => nameOf(await this.#get(`/v1/types/${code}`)))
    return name ?? code
  }

  /** Units are asked for by area: first the one in which the case lies, then those above it. */
  async unit(id: string | undefined, area = ''): Promise<string> {
    if (!id) return ''
    for (const length of [area.length, 15, 12, 9, 6]) {
      if (this.#units.has(id)) break
      if (length <= area.length) await once(this.#unitAreas, area.slice(0, length), () => this.#readUnits(area.slice(0, length)))
    }
    return this.#units.get(id) ?? `unit ${id.slice(0, 8)}`
  }

  async #readUnits(area: string): Promise<void> {
    let page = ''
    for (let pages = 0; pages < 5; pages++) {
      const answer = (await this.#get(`/v1/units?area=${area}&pageSize=200${page}`)) as
        | { items?: Named[]; nextPageToken?: string }
        | undefined
      for (const unit of answer?.items ?? []) this.#units.set(unit.id ?? '', nameOf(unit) ?? '')
      if (!answer?.nextPageToken) return
      page = `&pageToken=${encodeURIComponent(answer.nextPageToken)}`
    }
  }

  async #get(path: string): Promise<unknown> {
    try {
      const headers = { authorization: `Bearer ${await this.token()}`, 'accept-language': 'zh-CN' }
      const answer = await fetch(this.directory + path, { headers, signal: AbortSignal.timeout(3000) })
      return answer.ok ? await answer.json() : undefined
    } catch {
      return undefined
    }
  }
}

interface Named {
  readonly id?: string
  readonly name?: string | { readonly [language: string]: string }
}

/** A name may be plain or by language. */
function nameOf(thing: unknown): string | undefined {
  const name = (thing as Named | undefined)?.name
  return typeof name === 'object' ? (name['zh-CN'] ?? name['zh'] ?? Object.values(name)[0]) : name
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(key) ?? ask()
  known.set(key, answer)
  return answer
}
