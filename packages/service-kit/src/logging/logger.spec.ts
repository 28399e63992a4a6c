import { createLogger } from './logger.ts'

function logged(level: string, write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLogger({ service: 'notes', level, destination: { write: (line: string) => void lines.push(line) } }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('a line of the log', () => {
  it('is JSON with service, level, time and message', () => {
    expect(logged('info', (log) => log.info({ caseId: 'c1' }, 'accepted'))).toEqual([
      { level: 'info', service: 'notes', message: 'accepted', caseId: 'c1', time: expect.stringMatching(/^\d{4}-.*Z$/) },
    ])
  })

  it('is left out below the level', () => {
    expect(logged('warn', (log) => log.info({}, 'chatter'))).toEqual([])
  })

  it('holds no personal data and no secrets, however deep they lie', () => {
    const matter = { id: 'm1', text: '电梯坏了', contact: { name: '张三', phone: '13800000000' } }
    const [line] = logged('info', (log) =>
      log.info({ matter, list: [{ person: { Phone: '13900000000' } }], headers: { authorization: 'Bearer abc' }, token: 'abc' }, 'made'),
    )
    const text = JSON.stringify(line)
    for (const secret of ['电梯', '张三', '138', '139', 'Bearer', 'abc']) expect(text).not.toContain(secret)
    expect(line).toMatchObject({ matter: { id: 'm1' } })
  })

  it('tells of an error its class, code and place, not what the database quotes', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "张三"'), {
      code: '22P02',
      severity: 'ERROR',
      detail: 'Key (phone)=(13800000000) already exists.',
    })
    const [line] = logged('info', (log) => log.error({ err: new Error('could not save', { cause: error }) }, 'failed'))
    expect(JSON.stringify(line)).not.toMatch(/张三|138/)
    expect(line).toMatchObject({ err: { type: 'Error', message: 'could not save', cause: { code: '22P02' } } })
  })
})
