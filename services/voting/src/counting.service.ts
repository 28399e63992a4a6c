import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { becauseOf, Count, elect, type QuestionResult } from '@yiwang/counting'
import { Database, sql, type Transaction } from '@yiwang/database'
import { canonical, leafHash, MerkleRoot, openCheckpoint, type Signer, signCheckpoint, verifierKey } from '@yiwang/ledger'
import { BallotBox, Faults, published, type SealedChoices, type SealingKeys, unseal } from '@yiwang/ledger/decision'
import { Clock } from '@yiwang/service-kit'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import { DecisionsRepository, type KeptDecision, type KeptResult } from './adapters/db/decisions.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { type Task, TasksRepository } from './adapters/db/tasks.repository.ts'
import { DecisionRecord, SYSTEM } from './decision-record.ts'
import { count } from './domain/stages.ts'
import { SharesService } from './shares.service.ts'
import { originOf, SIGNER } from './signing.ts'

const OPENED_AT_ONCE = 250
const LINES_AT_ONCE = 5_000

/** What was counted, and of a secret decision what was opened: how many ballots say what to a question, and of none what else it says. */
interface Counted {
  readonly results: readonly QuestionResult[]
  readonly opened: ReadonlyMap<string, number>
}

/** Opens the box and counts, once two trustees have handed in their shares. */
@Injectable()
export class CountingService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly roll: RollRepository,
    private readonly ballots: BallotsRepository,
    private readonly tasks: TasksRepository,
    private readonly shares: SharesService,
    private readonly record: DecisionRecord,
    private readonly clock: Clock,
    @Inject(SIGNER) private readonly signer: Signer,
  ) {}

  /** Nothing is kept before all of it is counted: who dies on the way has opened nothing, and the next one begins anew. */
  async count(task: Task): Promise<void> {
    const found = await this.decisions.find(task.decision)
    if (found?.stage !== 'COUNTING' || found.countedAt) {
      await this.tasks.finish(this.database, task)
      return
    }
    const keys = await this.shares.keysOf(this.database, found)
    const counted = await this.open(task, found, keys)
    await this.database.transaction(async (tx) => {
      const decision = (await this.decisions.lock(tx, task.decision))!
      await this.tasks.finish(tx, task)
      // Another process was faster, or it was withdrawn meanwhile.
      if (decision.stage !== 'COUNTING' || decision.countedAt) return
      await this.keepOpened(tx, decision.id, counted.opened)
      await this.shares.drop(tx, decision.id)
      await this.keep(tx, decision, counted, keys)
    })
  }

  private open(task: Task, decision: KeptDecision, keys: SealingKeys): Promise<Counted> {
    return decision.ruleSet.secret ? this.openSecret(task, decision, keys) : this.openNamed(task, decision, keys)
  }

  private async openNamed(task: Task, { id, ruleSet, questions }: KeptDecision, keys: SealingKeys): Promise<Counted> {
    const faults = new Faults()
    const box = new BallotBox(ruleSet, faults)
    for await (const lines of this.roll.lines(this.database, id)) for (const { head, area } of lines) box.enrol(head, area)
    await this.eachOpened(task, id, this.ballots.board(this.database, id), keys, ({ way, head }, { choices, serial = 0, ...said }) => {
      if (said.head !== head) throw new Error(`a ballot of decision ${id} is not of the head under which it stands`)
      box.cast({ head, way, serial, choices })
    })
    const [fault] = faults.list()
    if (fault) throw new Error(`the board of decision ${id} is not in order: ${fault.name}, ${fault.detail}`)
    return { results: box.count(questions.map((question) => question.id)), opened: new Map() }
  }

  private async openSecret(task: Task, { id, ruleSet, questions, rollHeads = 0 }: KeptDecision, keys: SealingKeys): Promise<Counted> {
    const opened = new Map<string, number>()
    const asked = questions.map((question) => question.id)
    const counted = new Count(ruleSet, { area: 0, heads: rollHeads }, asked)
    await this.eachOpened(task, id, this.boxes(id), keys, (_, { choices }) => {
      for (const question of asked) {
        const answer = canonical({ [question]: choices[question]! })
        opened.set(answer, (opened.get(answer) ?? 0) + 1)
      }
      counted.add(0, choices)
    })
    return { results: counted.results(), opened }
  }

  private async *boxes(id: string): AsyncGenerator<{ sealed: Buffer }[]> {
    for await (const boxes of this.ballots.boxes(this.database, id)) yield boxes.map((box) => ({ sealed: Buffer.from(box, 'base64') }))
  }

  /** Some hundred at a time, so that whoever asks something meanwhile is answered. */
  private async eachOpened<Line extends { readonly sealed: Buffer }>(
    task: Task,
    id: string,
    board: AsyncGenerator<Line[]>,
    keys: SealingKeys,
    use: (line: Line, said: SealedChoices) => void,
  ): Promise<void> {
    const total = await this.ballots.number(this.database, id)
    let done = 0
    await this.tasks.advance(task, done, total)
    for await (const lines of board) {
      for (const [n, line] of lines.entries()) {
        const text = unseal(line.sealed, keys)
        if (text === undefined) throw new Error(`a ballot of decision ${id} cannot be opened`)
        use(line, JSON.parse(text) as SealedChoices)
        if (n % OPENED_AT_ONCE === 0) await nextTurn()
      }
      done += lines.length
      await this.tasks.advance(task, done, total)
    }
  }

  private async keep(tx: Transaction, decision: KeptDecision, { results, opened }: Counted, keys: SealingKeys): Promise<void> {
    const { id, ruleSet } = decision
    const board = openCheckpoint(decision.boardNote!, verifierKey(this.signer))!
    const election = ruleSet.election && elect(ruleSet, results, Buffer.from(board.root).toString('hex'))
    const result: KeptResult = {
      questions: results.map((question) => ({ ...published(question), because: becauseOf(question, ruleSet) })),
      ...(election && { election }),
    }
    const resultLine = canonical({ line: 'result', questions: results.map(published), ...(election && { election }) })
    const resultNote = this.vouch(id, opened, resultLine)
    const passed = election ? election.elected.length + election.secondRound.length > 0 : results.some((question) => question.passed)
    const kept = { result, resultLine, resultNote, ...(!ruleSet.secret && { privateKey: keys.privateKey }) }
    const at = this.clock.now()
    // Its checkpoint is published with the announcement: of a small decision the result could be guessed from it.
    await this.record.add(tx, decision, count(decision, passed, at), SYSTEM, { at, kept })
  }

  /** The result, and of a secret decision what was opened. */
  private vouch(id: string, opened: ReadonlyMap<string, number>, resultLine: string): string {
    const tree = new MerkleRoot()
    for (const lines of openedLines(opened)) for (const line of lines) tree.add(leafHash(line))
    const extension = [`result ${hash('sha256', resultLine)}`]
    return signCheckpoint({ origin: `${originOf(this.signer, id)}/result`, size: tree.size, root: tree.root, extension }, this.signer)
  }

  private async keepOpened(tx: Transaction, id: string, opened: ReadonlyMap<string, number>): Promise<void> {
    for (const [choices, ballots] of opened)
      await tx.run(sql`insert into opened_choices (decision, choices, ballots) values (${id}, ${choices}, ${ballots})`)
  }
}

/** Of what was opened, in the order of their texts, many at a time: a line for each answer, as often as it was given. */
export function* openedLines(opened: ReadonlyMap<string, number>): Generator<string[]> {
  const lines = [...opened].map(([choices, ballots]) => ({ line: canonical({ line: 'opened', choices: JSON.parse(choices) }), ballots }))
  for (const { line, ballots } of lines.toSorted((a, b) => (a.line < b.line ? -1 : 1)))
    for (let left = ballots; left > 0; left -= LINES_AT_ONCE) yield Array<string>(Math.min(left, LINES_AT_ONCE)).fill(line)
}
