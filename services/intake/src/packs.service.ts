import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { insertPack, latestPack, listPacks, lockPacksOf, type StoredPack } from './adapters/db/packs.repository.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import { Systems } from './adapters/kafka/systems.ts'
import { checkPack } from './domain/pack/check-pack.ts'
import type { MappingPack } from './domain/pack/mapping-pack.ts'
import { unstorable } from './domain/unstorable.ts'
import { IntakeError } from './errors.ts'
import { requireEditor, requireStaff } from './policy.ts'

/** Mapping packs: checked when they come in, versioned, never lost. */
@Injectable()
export class PacksService {
  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryView,
    private readonly systems: Systems,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  async import(actor: Actor, system: string, candidate: Record<string, unknown>): Promise<StoredPack> {
    requireEditor(actor)
    const flaw = unstorable(candidate)
    const checked = flaw ? { errors: [{ pointer: '', detail: flaw }] } : checkPack(withoutAnswered(candidate), this.directory)
    if ('errors' in checked) {
      throw new IntakeError('mapping-pack-invalid', 'Correct what `errors` points at; the format is docs/formats/mapping-pack.md.', checked)
    }
    await this.systems.prepare(system)
    const stored = await this.store(actor, system, checked.pack)
    // Not awaited: joining the group anew takes a second, and what is written meanwhile is read then.
    void this.systems.refresh()
    return stored
  }

  async read(actor: Actor, system: string): Promise<StoredPack> {
    requireStaff(actor)
    const stored = await latestPack(this.database, system)
    if (!stored) throw new RequestError('not-found', 'There is no mapping pack of this system.')
    return stored
  }

  async list(actor: Actor, query: PageQuery): Promise<Page<StoredPack>> {
    requireStaff(actor)
    const [after = ''] = (this.pages.verify(actor, query) ?? []) as [string?]
    const rows = await listPacks(this.database, query.pageSize + 1, after)
    return this.pages.page(actor, query, rows, ({ system }) => [system])
  }

  /** The same pack again is no new version. */
  private store(actor: Actor, system: string, pack: MappingPack): Promise<StoredPack> {
    return this.database.transaction(async (tx) => {
      await lockPacksOf(tx, system)
      const latest = await latestPack(tx, system)
      if (latest && canonical(latest.pack) === canonical(pack)) return latest
      const stored = { system, version: (latest?.version ?? 0) + 1, pack, importedAt: this.clock.now(), importedBy: actor.person }
      await insertPack(tx, stored)
      return stored
    })
  }
}

/** What GET adds to a pack says nothing when it is put again. */
function withoutAnswered(candidate: Record<string, unknown>): Record<string, unknown> {
  const { system: _system, version: _version, importedAt: _importedAt, importedBy: _importedBy, ...pack } = candidate
  return pack
}
