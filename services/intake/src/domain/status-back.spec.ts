import type { MappingPack } from './pack/mapping-pack.ts'
import { statusBack } from './status-back.ts'

const pack = {
  number: { from: 'no', field: 'taskNum' },
  status: { TRIAGE: '10', HANDLING: '20', VERIFYING: '20', CLOSED: '90' },
} as unknown as MappingPack
const change = (state: string) => ({ state, caseNumber: '500105005-20261124-1', at: new Date('2026-11-24T01:00:00Z') })

describe('the status that goes back', () => {
  it('names their number, their code, our number and the instant', () => {
    expect(statusBack(pack, 'CM-1', undefined, change('TRIAGE'))?.value).toEqual({
      taskNum: 'CM-1',
      status: '10',
      caseNumber: '500105005-20261124-1',
      at: '2026-11-24T01:00:00.000Z',
    })
  })

  it.each([
    ['is sent when their code changes', '10', 'HANDLING', '20'],
    ['is not sent while their code stays, though our state changes', '20', 'VERIFYING', undefined],
    ['is sent again after a reopening', '90', 'TRIAGE', '10'],
  ])('%s', (_, last, state, expected) => {
    expect(statusBack(pack, 'CM-1', last, change(state))?.status).toBe(expected)
  })
})
