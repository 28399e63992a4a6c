import { canonicalJson } from '../../../domain/canonical-json.ts'

/** One version of a type, calendar or ladder. */
export interface Version<Content = unknown> {
  readonly code: string
  readonly version: number
  readonly content: Content
  readonly retiredAt: Date | null
}

export interface VersionsDiff<Content = unknown> {
  /** First versions and next versions. */
  readonly added: readonly Version<Content>[]
  /** The newest version of what comes back unchanged after it was retired. */
  readonly changed: readonly Version<Content>[]
  /** All versions of what is no longer in the folder. */
  readonly retired: readonly Version<Content>[]
}

export function versionsDiff<Content extends { readonly code: string }>(
  wanted: readonly Content[],
  stored: readonly Version<Content>[],
): VersionsDiff<Content> {
  const newest = new Map<string, Version<Content>>()
  for (const version of stored) {
    if (version.version > (newest.get(version.code)?.version ?? 0)) newest.set(version.code, version)
  }
  const added: Version<Content>[] = []
  const changed: Version<Content>[] = []
  for (const content of wanted) {
    const was = newest.get(content.code)
    const same = was !== undefined && canonicalJson(was.content) === canonicalJson(content)
    if (!same) added.push({ code: content.code, version: (was?.version ?? 0) + 1, content, retiredAt: null })
    else if (was.retiredAt) changed.push({ ...was, retiredAt: null })
  }
  const codes = new Set(wanted.map(({ code }) => code))
  return { added, changed, retired: stored.filter(({ code, retiredAt }) => !codes.has(code) && !retiredAt) }
}
