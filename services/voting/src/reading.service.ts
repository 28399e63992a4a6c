import { Injectable } from '@nestjs/common'
import { type Actor, Clock, type Language, type Page, type PageQuery, PageTokens } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { EntriesRepository, type Entry } from './adapters/db/entries.repository.ts'
import { type Progress, TasksRepository } from './adapters/db/tasks.repository.ts'
import { CommandsService } from './commands.service.ts'
import { notFound } from './drafts.service.ts'
import { VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { isSteward, mayReadInside } from './policy.ts'

export interface DecisionView {
  readonly decision: KeptDecision
  /** Of who is signed in. */
  readonly allowed?: readonly string[]
  /** What is being done with it: how much of it, in lines. */
  readonly progress?: readonly Progress[]
}

/** What people read of a decision: everybody the public part, who is signed in also what they may do. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly entries: EntriesRepository,
    private readonly commands: CommandsService,
    private readonly tasks: TasksRepository,
    private readonly neighbours: Neighbours,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  /** A draft is seen by who prepares it. */
  async decision(reader: Actor | undefined, id: string): Promise<DecisionView> {
    const decision = await this.visible(reader, id)
    const [progress, allowed] = await Promise.all([
      this.tasks.progress(id, this.clock.now()),
      reader && this.commands.possible(reader, decision),
    ])
    return { decision, progress, ...(allowed && { allowed }) }
  }

  async view(reader: Actor, decision: KeptDecision): Promise<DecisionView> {
    return { decision, allowed: await this.commands.possible(reader, decision) }
  }

  /** Which rooms came onto the roll and went from it is for those who see the roll by rooms. */
  async history(reader: Actor | undefined, id: string): Promise<Entry[]> {
    const decision = await this.visible(reader, id)
    const entries = await this.entries.of(id)
    const isInside = reader && mayReadInside(reader, decision, await this.neighbours.of(reader, decision.compound))
    return isInside ? entries : entries.map(withoutRooms)
  }

  /** What has been published of a compound, the newest first. */
  async ofCompound(reader: Actor | undefined, compound: string, query: PageQuery): Promise<Page<KeptDecision>> {
    const [at, id] = (this.pages.verify(reader, query) ?? []) as [string?, string?]
    const rows = await this.decisions.ofCompound(
      compound,
      at !== undefined && id !== undefined ? { at, id } : undefined,
      query.pageSize + 1,
    )
    return this.pages.page(reader, query, rows, ({ draftedAt, id: last }) => [draftedAt.toISOString(), last])
  }

  /** What was counted. Nobody knows it before it is announced: who announces it cannot make it unsaid. */
  async result(reader: Actor | undefined, id: string, language: Language) {
    const decision = await this.visible(reader, id)
    if (!decision.result || !decision.announcedAt) throw new VotingError('not-counted', 'There is no result yet.')
    const { questions, election } = decision.result
    const inLanguage = language === 'en' ? 'en' : 'zh'
    return {
      questions: questions.map(({ because, ...question }) => ({
        ...question,
        because: because.map((words) => words[inLanguage]).join(inLanguage === 'en' ? ' ' : ''),
      })),
      ...(election && { election }),
    }
  }

  /** @throws 404 also for a draft of others */
  async visible(reader: Actor | undefined, id: string): Promise<KeptDecision> {
    const decision = await this.decisions.find(id)
    if (!decision) throw notFound()
    if (decision.publishedAt) return decision
    if (reader && isSteward(reader, decision, await this.neighbours.of(reader, decision.compound))) return decision
    throw notFound()
  }
}

function withoutRooms(entry: Entry): Entry {
  if (!entry.details?.['rooms']) return entry
  const { rooms: _, ...details } = entry.details
  return { ...entry, details }
}
