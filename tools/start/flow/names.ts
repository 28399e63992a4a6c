/** How a line calls what an event names by code or id. */
export interface Names {
  area(code: string | undefined): Promise<string>
  unit(id: string | undefined, area: string | undefined): Promise<string>
  post(id: string | undefined, area: string | undefined): Promise<string>
  type(code: string | undefined): Promise<string>
  decision(id: string | undefined): Promise<string>
}

/** Asks directory and voting over HTTP, once for each; what they do not know is called by its code. */
export class ServiceNames implements Names {
  readonly #areas = new Map<string, Promise<string | undefined>>()
  readonly #types = new Map<string, Promise<string | undefined>>()
  readonly #titles = new Map<string, string>()
  readonly #places = { units: new Map<string, string>(), posts: new Map<string, string>() }
  readonly #read = new Map<string, Promise<void>>()

  constructor(
    private readonly services: { readonly directory: string; readonly voting: string },
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

  /** A draft is not for everybody yet; its title may still change. */
  async decision(id: string | undefined): Promise<string> {
    if (!id) return ''
    const title =
      this.#titles.get(id) ?? ((await this.#get(`/v1/decisions/${id}`, this.services.voting)) as { title?: string } | undefined)?.title
    if (title) this.#titles.set(id, title)
    return title ?? `decision ${id.slice(-8)}`
  }

  async unit(id: string | undefined, area = ''): Promise<string> {
    return id ? ((await this.#place('units', id, area)) ?? `unit ${id.slice(0, 8)}`) : ''
  }

  async post(id: string | undefined, area = ''): Promise<string> {
    return id ? ((await this.#place('posts', id, area)) ?? `post ${id.slice(0, 8)}`) : ''
  }

  /** Units and posts are asked for by area: first that in which the case lies, then those above it, whose own come first in the answer. */
  async #place(kind: 'units' | 'posts', id: string, area: string): Promise<string | undefined> {
    const known = this.#places[kind]
    for (const length of [area.length, 15, 12, 9, 6]) {
      if (known.has(id)) break
      if (length > area.length) continue
      const within = area.slice(0, length)
      await once(this.#read, `${kind} ${within}`, () => this.#readPlaces(kind, within))
    }
    return known.get(id)
  }

  async #readPlaces(kind: 'units' | 'posts', area: string): Promise<void> {
    let page = ''
    for (let pages = 0; pages < 5; pages++) {
      const answer = (await this.#get(`/v1/${kind}?area=${area}&pageSize=200${page}`)) as
        | { items?: Named[]; nextPageToken?: string }
        | undefined
      for (const place of answer?.items ?? []) this.#places[kind].set(place.id ?? '', nameOf(place) ?? '')
      if (!answer?.nextPageToken) return
      page = `&pageToken=${encodeURIComponent(answer.nextPageToken)}`
    }
  }

  async #get(path: string, service = this.services.directory): Promise<unknown> {
    try {
      const headers = { authorization: `Bearer ${await this.token()}`, 'accept-language': 'zh-CN' }
      const answer = await fetch(service + path, { headers, signal: AbortSignal.timeout(3000) })
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
