import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { admit, circumstancesOf } from '../../services/dispatch/src/domain/admission.ts'
import type { Case, Outcome } from '../../services/dispatch/src/domain/case.ts'
import { isOpen } from '../../services/dispatch/src/domain/case.ts'
import type { CommandBodies, CommandName } from '../../services/dispatch/src/domain/commands.ts'
import { decide } from '../../services/dispatch/src/domain/decide.ts'
import type { Actor, MatterType } from '../../services/dispatch/src/domain/directory.ts'
import { close } from '../../services/dispatch/src/domain/effects/end.ts'
import { escalated } from '../../services/dispatch/src/domain/effects/note.ts'
import { entrance, type Matter, register } from '../../services/dispatch/src/domain/effects/register.ts'
import { type Change, laterOf, record } from '../../services/dispatch/src/domain/entry.ts'
import { ClockBook } from '../../services/sla/src/adapters/db/clock-book.ts'
import { entryOf } from '../../services/sla/src/adapters/kafka/entry.ts'
import { type CalendarInForce, nextFireAt, settle } from '../../services/sla/src/domain/clock.ts'
import { fold } from '../../services/sla/src/domain/fold.ts'
import type { Random } from '../../tools/demo/random.ts'
import type { SeededDistrict } from './district.ts'

const SLA = { kind: 'SYSTEM', id: 'sla' } as const
/** What the sweep and two topics take from a rung's planned instant to its entry. */
const TOLD_AFTER_MS = 700

/** One case, told by the rules of dispatch and sla themselves: every entry is decided and chained, every clock folded, by their own code. */
export class Life {
  readonly changes: Change[] = []
  readonly book = new ClockBook()
  kase!: Case

  constructor(
    private readonly district: SeededDistrict,
    readonly matter: Matter,
    readonly type: MatterType,
    number: string,
    /** The partition of its key. */
    readonly part: number,
    private readonly random: Random,
  ) {
    const place = entrance(type, matter.area, district.directory)
    const at = new Date(matter.receivedAt.getTime() + random.between(40, 120))
    const { blank, outcome } = register(matter, number, type, place, at)
    this.say(record(blank, outcome, { kind: 'SYSTEM', id: 'dispatch' }, at))
  }

  get isOpen(): boolean {
    return isOpen(this.kase.state)
  }

  /** Who may give a command now: who took the case, else somebody of the unit that holds it. */
  doerOf(command: CommandName): Actor | undefined {
    const { person, unit } = this.kase.holder
    const asked = person !== undefined && command !== 'accept' ? [this.district.actor(person)] : this.district.actorsOf(unit)
    const able = asked.filter((actor) => this.postsFor(command, actor) !== undefined)
    return able.length === 0 ? undefined : this.random.pick(able)
  }

  /** @throws Refusal */
  give<Command extends CommandName>(command: Command, body: CommandBodies[Command], actor: Actor, at: number): void {
    const [post, another] = this.postsFor(command, actor) ?? []
    const given = another === undefined ? body : { ...body, asPost: post }
    const request = { command, body: given, actor, now: new Date(at), salt: hexOf(this.random, 32), newId: this.kase.id }
    this.say(decide(this.kase, request, this.district.directory))
  }

  /** Fires what is planned before an instant, and has dispatch write it down. */
  passTo(instant: number): void {
    for (;;) {
      const timed = this.book.caseOf(this.kase.id)!
      const [next] = timed.running
        .flatMap((clock) => nextFireAt(clock) ?? [])
        .filter((at) => at < instant)
        .sort((a, b) => a - b)
      if (next === undefined) return
      const settled = timed.running.map((clock) => settle(clock, next + 1))
      const effects = settled.flatMap((change) => change.effects)
      const running = settled.map(({ clock }) => clock)
      const changed = settled.filter((change) => change.effects.length > 0).map(({ clock }) => clock)
      this.put({ case: { ...timed, running }, effects: effects.map((effect) => ({ ...effect, case: timed })), changed })
      for (const { fact, clock, epoch, rung, plannedAt } of effects) {
        const at = new Date(plannedAt! + (fact === 'elapsed' ? 0 : TOLD_AFTER_MS))
        const said = { clockId: clock.id, kind: clock.kind, epoch, rung: rung!, plannedAt: timestampFromMs(plannedAt!) }
        this.note(fact === 'elapsed' ? close(this.kase, 'ANSWER_ELAPSED') : escalated(said), at)
      }
    }
  }

  private note(outcome: Outcome, at: Date): void {
    this.say(record(this.kase, outcome, SLA, laterOf(at, this.kase.lastAt)))
  }

  private say(change: Change): void {
    this.changes.push(change)
    this.kase = change.next
    this.put(fold(this.book.caseOf(this.kase.id), entryOf(change.entry), (code) => this.calendar(code)))
  }

  /** The events of the clocks are numbered as sla numbers them. */
  private put(folded: Parameters<ClockBook['put']>[0]): void {
    this.book.put(folded, this.part)
    for (const { clock, fact } of folded.effects) {
      this.book.nextSequence(clock.id, fact === 'raised' || fact === 'withdrawn' ? 'escalation' : 'clock')
    }
  }

  /** The posts in which somebody may give a command now; undefined: in none, and not without one either. */
  private postsFor(command: CommandName, actor: Actor): string[] | undefined {
    const { directory } = this.district
    const admission = admit(this.kase, command, actor, circumstancesOf(this.kase, directory, this.kase.lastAt))
    return typeof admission === 'function' ? undefined : admission.capacities.flatMap((capacity) => capacity?.post ?? [])
  }

  private calendar(code: string): CalendarInForce {
    const { directory } = this.district
    return { code, version: directory.calendarVersion(code)!, time: directory.calendar(code)! }
  }
}

export function hexOf(random: Random, digits: number): string {
  let hex = ''
  while (hex.length < digits)
    hex += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return hex.slice(0, digits)
}
