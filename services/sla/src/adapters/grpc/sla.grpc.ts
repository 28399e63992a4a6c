import { create } from '@bufbuild/protobuf'
import { type Timestamp, timestampFromDate, timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { Controller } from '@nestjs/common'
import { slaGrpc } from '@yiwang/contracts'
import { ANY_STAFF, Answers, CallableBy, RequestError } from '@yiwang/service-kit'
import { z } from 'zod'
import { suspendedSince } from '../../domain/clock.ts'
import { Quote } from '../../quote.ts'
import { type ClockReading, ClockReadings } from '../db/clock-readings.ts'

const SERVICES = ['directory', 'intake', 'dispatch', 'sla', 'notify', 'voting']

@Controller()
export class SlaGrpcAdapter {
  constructor(
    private readonly quotes: Quote,
    private readonly readings: ClockReadings,
  ) {}

  @CallableBy(ANY_STAFF, ...SERVICES)
  @Answers(slaGrpc.SlaService.method.quote)
  quote({ calendar, start, amount, unit }: slaGrpc.QuoteRequest): slaGrpc.QuoteResponse {
    const { dueAt, provisional } = this.quotes.dueOf({ calendar, start: start && timestampMs(start), amount, unit })
    return create(slaGrpc.QuoteResponseSchema, { dueAt: timestampFromMs(dueAt), provisional })
  }

  @CallableBy(...SERVICES)
  @Answers(slaGrpc.SlaService.method.getClocks)
  async getClocks({ caseId }: slaGrpc.GetClocksRequest): Promise<slaGrpc.GetClocksResponse> {
    if (!z.uuid().safeParse(caseId).success) throw new RequestError('invalid-request', 'case_id is a UUID.')
    const readings = await this.readings.clocks(caseId)
    return create(slaGrpc.GetClocksResponseSchema, { clocks: readings.map(messageOf) })
  }
}

function messageOf({ clock, rungs }: ClockReading): slaGrpc.Clock {
  const { id, kind, epoch, budget, provisional, stoppedAt } = clock
  const since = suspendedSince(clock)
  return create(slaGrpc.ClockSchema, {
    id,
    kind,
    epoch,
    budget: { amount: budget.amount, unit: budget.unit },
    startedAt: timestampFromMs(budget.start),
    dueAt: timestampFromMs(clock.dueAt),
    provisional,
    ...(since !== undefined && stoppedAt === undefined && { suspendedSince: timestampFromMs(since) }),
    ...(stoppedAt !== undefined && { stoppedAt: timestampFromMs(stoppedAt) }),
    rungs: rungs.map(({ rung, percent, plannedAt, firedAt, withdrawnAt }) => ({
      rung,
      percent,
      ...instant('plannedAt', plannedAt),
      ...instant('firedAt', firedAt),
      ...instant('withdrawnAt', withdrawnAt),
    })),
  })
}

const instant = <Name extends string>(name: Name, at: Date | undefined) =>
  (at ? { [name]: timestampFromDate(at) } : {}) as Partial<Record<Name, Timestamp>>
