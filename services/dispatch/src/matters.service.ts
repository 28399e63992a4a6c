import { timestampDate } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import type { intakeEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { NotYetKnownError, PermanentError, type ReceivedEvent } from '@yiwang/messaging'
import { Clock } from '@yiwang/service-kit'
import { CaseStore } from './adapters/db/case.store.ts'
import { takeSerials } from './adapters/db/number-series.ts'
import { type Case, isCaseId, isOpen, type Outcome, type PersonKind } from './domain/case.ts'
import { caseNumber, numberSeries } from './domain/case-number.ts'
import type { MatterType } from './domain/directory.ts'
import { close, type SourceRef } from './domain/effects/end.ts'
import { noteSource } from './domain/effects/note.ts'
import { entrance, type Matter, register } from './domain/effects/register.ts'
import { laterOf, record } from './domain/entry.ts'
import { SystemEntries, type SystemEntry } from './system-entries.ts'

type MatterEvent = ReceivedEvent<intakeEvents.MatterEvent>

/** What intake says about matters: a received one is registered, its source's words become entries. */
@Injectable()
export class MattersService {
  constructor(
    private readonly cases: CaseStore,
    private readonly systemEntries: SystemEntries,
    private readonly directory: DirectoryCopy,
    private readonly clock: Clock,
  ) {}

  readonly apply = async (tx: Transaction, events: readonly MatterEvent[]): Promise<void> => {
    // A matter is received before anything else is said of it, so the order of the events of each is kept.
    await this.register(
      tx,
      events.filter(({ fact }) => fact === 'received'),
    )
    await this.systemEntries.add(tx, events.filter(({ fact }) => fact !== 'received').map(sourceEntry))
  }

  private async register(tx: Transaction, events: readonly MatterEvent[]): Promise<void> {
    if (events.length === 0) return
    const matters = events.map(({ value }) => ({ matter: matterOf(value), type: this.typeOf(value) }))
    const series = matters.map(({ matter }) => numberSeries(matter.area, matter.receivedAt))
    const places = matters.map(({ matter, type }) => entrance(type, matter.area, this.directory))
    const serials = await takeSerials(tx, series)
    const now = this.clock.now()
    const changes = matters.map(({ matter, type }, n) => {
      const at = laterOf(now, matter.receivedAt)
      const { blank, outcome } = register(matter, caseNumber(series[n]!, serials[n]!), type, places[n]!, at)
      return record(blank, outcome, { kind: 'SYSTEM', id: 'dispatch' }, at)
    })
    await this.cases.register(tx, changes)
  }

  private typeOf({ type: code, typeVersion }: intakeEvents.MatterEvent): MatterType {
    if (code === undefined) throw new PermanentError('a received matter has no type')
    const type = this.directory.type(code, typeVersion)
    // The copy of the catalogue may be a moment behind.
    if (!type) throw new NotYetKnownError(`the catalogue has no version ${typeVersion} of type ${code}`)
    return type
  }
}

function matterOf(value: intakeEvents.MatterEvent): Matter {
  const { matterId, area, receivedAt, reporter, system, authority } = value
  if (!isCaseId(matterId)) throw new PermanentError('the id of a matter is no UUID')
  if (!receivedAt) throw new PermanentError('a received matter has no instant of reception')
  return {
    id: matterId,
    area,
    receivedAt: timestampDate(receivedAt),
    reporter: reporter ? { kind: reporter.kind as PersonKind, id: reporter.id } : { kind: 'SYSTEM', id: system ?? 'intake' },
    system,
    authority,
  }
}

function sourceEntry({ fact, value }: MatterEvent): SystemEntry {
  const source: SourceRef = { system: value.system ?? 'intake', eventId: value.eventId ?? '', fact }
  return { caseId: value.matterId, by: source.system, outcome: (kase) => saidBySource(kase, source, value.authority) }
}

/** A close ends the case if the source has the say; everything else is a note, also after the end. */
function saidBySource(kase: Case, source: SourceRef, authority: string | undefined): Outcome {
  const ends = source.fact === 'source_closed' && (authority ?? kase.authority) === 'THEIRS' && isOpen(kase.state)
  return ends ? close(kase, 'SOURCE_CLOSED', source) : noteSource(source)
}
