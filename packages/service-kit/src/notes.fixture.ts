import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Body, Controller, type DynamicModule, Get, Module, Param, Post, Query, Res } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { slaGrpc } from '@yiwang/contracts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import {
  type Actor,
  ANY_STAFF,
  Answers,
  CallableBy,
  CurrentActor,
  etag,
  IfMatch,
  type Page,
  type PageQuery,
  PageTokens,
  type ProblemTable,
  Public,
  pageQuery,
  RequiredIdempotencyKey,
  ServiceError,
  ServiceModule,
  STAFF_SOURCE,
  type StaffMember,
  type StaffSource,
} from './index.ts'
import type { NotesConfig } from './notes-config.fixture.ts'
import { ApiCreatedResponse } from './openapi.ts'

export const noteProblems = {
  'note-closed': { status: 409, title: 'The note is closed' },
  'note-refused': { status: 422, title: 'The note cannot be kept' },
} as const satisfies ProblemTable
export class NoteError extends ServiceError<keyof typeof noteProblems> {}

const newNote = z.strictObject({ text: z.string().max(20), point: z.strictObject({ lon: z.number() }).optional() }).meta({ id: 'NewNote' })
type NewNote = z.output<typeof newNote>
const noteMade = z.object({ id: z.string(), by: z.string() }).meta({ id: 'NoteMade' })

/** Holds requests until a test opens it; from then on none. */
export const gate = {
  isOpen: false,
  waiting: [] as (() => void)[],
  wait: () => (gate.isOpen ? Promise.resolve() : new Promise<void>((resolve) => gate.waiting.push(resolve))),
  open: () => {
    gate.isOpen = true
    for (const go of gate.waiting.splice(0)) go()
  },
}

@Controller('v1/notes')
class NotesController {
  constructor(private readonly pages: PageTokens) {}

  @Get(['', 'archived'])
  list(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery): Page<number> {
    const [after = 0] = (this.pages.verify(actor, query) ?? []) as [number?]
    const rows = Array.from({ length: query.pageSize + 1 }, (_, n) => after + n + 1).filter((n) => n <= 120)
    return this.pages.page(actor, query, rows, (n) => [n])
  }

  @Get('me')
  me(@CurrentActor() actor: Actor): Actor {
    return actor
  }

  @Get('slow')
  async slow(): Promise<object> {
    await gate.wait()
    return { slow: true }
  }

  @Public()
  @Get('board')
  board(@CurrentActor() actor: Actor | undefined): object {
    return { open: true, reader: actor?.person ?? null }
  }

  @Get(':id')
  read(@Param('id') id: string, @IfMatch() version: number | undefined, @Res({ passthrough: true }) reply: FastifyReply): object {
    if (id === 'closed') throw new NoteError('note-closed', 'Open it first.', { extra: { by: 'person-1', state: 'CLOSED' } })
    if (id === 'broken') throw new Error('the note of Zhang San, 13800000000, is broken')
    void reply.header('etag', etag(7))
    return { id, version: version ?? null }
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: noteMade })
  make(
    @CurrentActor() actor: Actor,
    @Body({ schema: newNote }) note: NewNote,
    @RequiredIdempotencyKey() key: string,
  ): z.output<typeof noteMade> {
    if (note.text === 'refuse') throw new NoteError('note-refused', 'Write something else.')
    return { id: key, by: actor.person }
  }
}

@Controller()
class QuoteAdapter {
  @CallableBy(ANY_STAFF, 'dispatch')
  @Answers(slaGrpc.SlaService.method.quote)
  quote(@Payload() { calendar, start }: slaGrpc.QuoteRequest, @CurrentActor() actor: Actor): slaGrpc.QuoteResponse {
    if (calendar === 'mine' && actor.person !== 'person-1') throw new NoteError('note-refused', 'It is not yours.')
    if (calendar === 'closed') throw new NoteError('note-closed', 'Open it first.')
    return create(slaGrpc.QuoteResponseSchema, { dueAt: start ?? timestampFromDate(new Date(0)), provisional: calendar === 'provisional' })
  }

  @CallableBy()
  @Answers(slaGrpc.SlaService.method.getClocks)
  getClocks(): slaGrpc.GetClocksResponse {
    return create(slaGrpc.GetClocksResponseSchema, {})
  }
}

export interface NotesOptions {
  readonly config: NotesConfig
  readonly staff: StaffSource
}

/** A service small enough to read: what the tests of this package serve. */
@Module({})
export class NotesModule {
  static forRoot({ config, staff }: NotesOptions): DynamicModule {
    return {
      module: NotesModule,
      global: true,
      imports: [ServiceModule.forRoot({ name: 'notes', config, problems: noteProblems, grpc: [slaGrpc.SlaService], stores: false })],
      controllers: [NotesController, QuoteAdapter],
      providers: [{ provide: STAFF_SOURCE, useValue: staff }],
      exports: [STAFF_SOURCE],
    }
  }
}

/** Staff by login; a holding with an end is gone from that instant on. */
export function staffOf(members: Record<string, StaffMember & { until?: Date }>): StaffSource {
  return {
    staffByLogin: (login, at) => {
      const member = members[login]
      if (!member) return undefined
      return { person: member.person, holdings: member.until && at >= member.until ? [] : member.holdings }
    },
  }
}

export const notesEnv = (issuer: string, more: Record<string, string> = {}): Record<string, string> => ({
  NODE_ENV: 'test',
  HTTP_PORT: '0',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  KAFKA_BROKERS: '127.0.0.1:1',
  ISSUER_URL: issuer,
  LOG_LEVEL: 'silent',
  ...more,
})
