import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Controller } from '@nestjs/common'
import { dispatchGrpc } from '@yiwang/contracts'
import { Answers, CallableBy, RequestError } from '@yiwang/service-kit'
import { from, type Observable } from 'rxjs'
import { type Case, isCaseId } from '../../domain/case.ts'
import { CaseStore } from '../db/case.store.ts'
import { LedgerStore } from '../db/ledger.store.ts'

const ENTRIES_AT_ONCE = 200

/** The questions of other services. */
@Controller()
export class DispatchGrpcAdapter {
  constructor(
    private readonly cases: CaseStore,
    private readonly ledgers: LedgerStore,
  ) {}

  @CallableBy('intake', 'sla', 'notify', 'voting')
  @Answers(dispatchGrpc.DispatchService.method.getCase)
  async getCase({ id }: dispatchGrpc.GetCaseRequest): Promise<dispatchGrpc.GetCaseResponse> {
    return create(dispatchGrpc.GetCaseResponseSchema, messageOf(await this.known(id)))
  }

  @CallableBy('intake', 'sla', 'notify', 'voting')
  @Answers(dispatchGrpc.DispatchService.method.streamLedger)
  streamLedger({ id, afterSeq }: dispatchGrpc.StreamLedgerRequest): Observable<dispatchGrpc.StreamLedgerResponse> {
    return from(this.entries(id, afterSeq))
  }

  private async *entries(id: string, afterSeq: number) {
    await this.known(id)
    let last = afterSeq
    for (;;) {
      const entries = await this.ledgers.entries(id, last, ENTRIES_AT_ONCE)
      for (const entry of entries) yield create(dispatchGrpc.StreamLedgerResponseSchema, { entry })
      if (entries.length < ENTRIES_AT_ONCE) return
      last = entries.at(-1)!.seq
    }
  }

  private async known(id: string): Promise<Case> {
    const kase = isCaseId(id) ? await this.cases.find(id) : undefined
    if (!kase) throw new RequestError('not-found', 'There is no case with this id.')
    return kase
  }
}

function messageOf(kase: Case): MessageInitShape<typeof dispatchGrpc.GetCaseResponseSchema> {
  const { id, number, type, typeVersion, area, state, round, version } = kase
  const { level, unit, post, person } = kase.holder
  const instants = { verifiedAt: kase.verifiedAt, closedAt: kase.closedAt, caseDueAt: kase.caseDueAt, stepDueAt: kase.stepDueAt }
  return {
    ...{ id, number, type, typeVersion, area, state, round, version },
    holder: { level, unit, ...(post !== undefined && { post }), ...(person !== undefined && { person }) },
    heldSince: timestampFromDate(kase.heldSince),
    receivedAt: timestampFromDate(kase.receivedAt),
    ...Object.fromEntries(
      Object.entries({ ...instants, stepWarnAt: kase.stepWarnAt }).flatMap(([name, at]) => (at ? [[name, timestampFromDate(at)]] : [])),
    ),
  }
}
